// Passkeys: the browser is asked when the form is sent, and its answer is what is sent.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const asked = JSON.parse(form.querySelector("script").textContent);
    const trouble = form.querySelector("[data-trouble]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.hidden = true;
      try {
        const answer =
          form.dataset.passkey === "make"
            ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
            : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
        form.elements.answer.value = JSON.stringify(answer.toJSON());
        form.submit();
      } catch {
        trouble.hidden = false;
      }
    });
  }
})();
