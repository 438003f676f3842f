"""A real OpenLDAP server on loopback, with a certificate of its own authority, and the people of a small broker."""

import datetime as dt
import ipaddress
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from ldap3 import Connection, Server

from zhengan.identity.directory.ldap import Trusted

ROOT = "dc=broker,dc=example"
PEOPLE, GROUPS = f"ou=people,{ROOT}", f"ou=groups,{ROOT}"
ADMIN, SERVICE = f"cn=admin,{ROOT}", f"cn=zhengan,{ROOT}"
SECRET = "service-secret-1"
OPERATORS, ADMINS = f"cn=operators,{GROUPS}", f"cn=admins,{GROUPS}"
PASSWORD = "directory-Pass-7"
SLAPD = shutil.which("slapd") or "/usr/sbin/slapd"
SLAPADD = shutil.which("slapadd") or "/usr/sbin/slapadd"

CONF = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
suffix "{root}"
rootdn "{admin}"
rootpw {secret}
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn="{service}" read by * none
"""


def person(login: str, name: str, **more: str) -> str:
    told = {"cn": name, "sn": name[:1], "mail": f"{login}@broker.example", "userPassword": PASSWORD} | more
    lines = "\n".join(f"{attribute}: {value}" for attribute, value in told.items())
    return f"dn: uid={login},{PEOPLE}\nobjectClass: inetOrgPerson\nuid: {login}\n{lines}\n\n"


def group(dn: str, *logins: str) -> str:
    name = dn.partition(",")[0].partition("=")[2]
    members = "\n".join(f"member: uid={login},{PEOPLE}" for login in logins)
    return f"dn: {dn}\nobjectClass: groupOfNames\ncn: {name}\n{members}\n\n"


START = (
    f"dn: {ROOT}\nobjectClass: dcObject\nobjectClass: organization\ndc: broker\no: broker\n\n"
    f"dn: {PEOPLE}\nobjectClass: organizationalUnit\nou: people\n\n"
    f"dn: {GROUPS}\nobjectClass: organizationalUnit\nou: groups\n\n"
    f"dn: {SERVICE}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: zhengan\n"
    f"userPassword: {SECRET}\n\n"
)


@dataclass
class Directory:
    """The running server."""

    folder: Path
    plain: int
    tls: int
    process: Any = None

    @property
    def url(self) -> str:
        return f"ldaps://localhost:{self.tls}"

    @property
    def url_starttls(self) -> str:
        return f"ldap://localhost:{self.plain}"

    def start(self) -> None:
        addresses = f"ldap://127.0.0.1:{self.plain} ldaps://127.0.0.1:{self.tls}"
        command = [SLAPD, "-d", "0", "-f", self.folder / "slapd.conf", "-h", addresses]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _wait in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.tls)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("slapd does not answer")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=10)
            self.process = None

    @contextmanager
    def admin(self) -> Iterator[Any]:
        """A connection that may change everything."""
        tls = Trusted(validate=ssl.CERT_REQUIRED, ca_certs_file=str(self.folder / "ca.pem"))
        server = Server("localhost", port=self.tls, use_ssl=True, tls=tls, get_info="NO_INFO")
        connection = Connection(server, ADMIN, SECRET, auto_bind=True, raise_exceptions=True)
        yield connection
        connection.unbind()


def make(folder: Path, people: str, *, name: str = "localhost") -> Directory:
    """Lay the server out below the folder; `name` is whose certificate it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").mkdir()
    certify(folder, name)
    conf = CONF.format(folder=folder, root=ROOT, admin=ADMIN, service=SERVICE, secret=SECRET)
    (folder / "slapd.conf").write_text(conf, encoding="utf-8")
    (folder / "start.ldif").write_text(START + people, encoding="utf-8")
    subprocess.run(
        [SLAPADD, "-f", folder / "slapd.conf", "-l", folder / "start.ldif"], check=True, capture_output=True, timeout=30
    )
    return Directory(folder, free_port(), free_port())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def certify(folder: Path, name: str) -> None:
    """Make an authority, and a certificate of it for that name and the address of loopback only where it is ours."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _which in range(2))
    authority = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority of the test")])
    begin = dt.datetime.now(dt.UTC) - dt.timedelta(days=400)
    end = begin + dt.timedelta(days=3650)

    def begun(subject: x509.Name, public: Any) -> x509.CertificateBuilder:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(authority).public_key(public)
        return builder.serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(end)

    root = begun(authority, authority_key.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    names: list[Any] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    server = begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), key.public_key())
    server = server.add_extension(x509.SubjectAlternativeName(names), critical=False)
    written = {
        "ca.pem": root.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        "server.pem": server.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
        "server.key": key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    }
    for file, content in written.items():
        (folder / file).write_bytes(content)
