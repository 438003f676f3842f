"""Makers of records, through the same acts as everybody: `make.info_system(cast, code="OMS")`.

Each gives back the record in the state in which most tests want it, by the people of the cast who would do it; what is
said by keyword replaces the made-up values. One file for each room; `made` is the general one behind them.
"""

from tests.make.access import access_request as access_request
from tests.make.access import access_rule as access_rule
from tests.make.access import account as account
from tests.make.access import credential_issue as credential_issue
from tests.make.access import data_change as data_change
from tests.make.access import privileged_use as privileged_use
from tests.make.access import recertification as recertification
from tests.make.access import signing_token as signing_token
from tests.make.assets import asset as asset
from tests.make.assets import asset_change as asset_change
from tests.make.assets import info_system as info_system
from tests.make.assets import iot_device as iot_device
from tests.make.assets import medium as medium
from tests.make.assets import mobile_device as mobile_device
from tests.make.assets import sanitization as sanitization
from tests.make.assurance import attestation as attestation
from tests.make.assurance import finding as finding
from tests.make.continuity import drill as drill
from tests.make.continuity import plan as plan
from tests.make.development import PROOF as PROOF
from tests.make.development import change_request as change_request
from tests.make.development import data_copy as data_copy
from tests.make.development import release as release
from tests.make.facilities import area as area
from tests.make.facilities import entry as entry
from tests.make.facilities import inspection as inspection
from tests.make.incidents import alert as alert
from tests.make.incidents import incident as incident
from tests.make.making import made as made
from tests.make.making import until as until
from tests.make.network import firewall_rule as firewall_rule
from tests.make.network import network_zone as network_zone
from tests.make.operations import backup_run as backup_run
from tests.make.operations import baseline as baseline
from tests.make.operations import capacity as capacity
from tests.make.operations import maintenance as maintenance
from tests.make.operations import operation_log as operation_log
from tests.make.operations import patch as patch
from tests.make.operations import report_run as report_run
from tests.make.operations import restore_test as restore_test
from tests.make.organization import all_done as all_done
from tests.make.organization import appointment as appointment
from tests.make.organization import committee_meeting as committee_meeting
from tests.make.organization import person as person
from tests.make.organization import personnel_change as personnel_change
from tests.make.organization import training as training
from tests.make.organization import undertaking as undertaking
from tests.make.policy import document as document
from tests.make.policy import notice as notice
from tests.make.policy import parameter as parameter
from tests.make.privacy import data_file as data_file
from tests.make.suppliers import contract as contract
from tests.make.suppliers import supplier as supplier
