// Passkeys: asks the hub what is to be signed, has the browser sign it, and sends the answer as an ordinary form.
// A form with data-passkey="address of what to sign"; data-passkey-new makes one instead of using one.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function readable(options) {
  const listed = (rows) => rows?.map((row) => ({ ...row, id: bytes(row.id) }));
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    excludeCredentials: listed(options.excludeCredentials),
    allowCredentials: listed(options.allowCredentials),
  };
}

function sendable(made) {
  const { response } = made;
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    authenticatorAttachment: made.authenticatorAttachment,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.(),
      authenticatorData: text(response.authenticatorData ?? null),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}

async function ask(form) {
  const answer = await fetch(form.dataset.passkey, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const publicKey = readable((await answer.json()).publicKey);
  const isNew = "passkeyNew" in form.dataset;
  return sendable(await navigator.credentials[isNew ? "create" : "get"]({ publicKey }));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    const field = form.elements.credential;
    if (field.value || !form.reportValidity()) return;
    event.preventDefault();
    const fault = form.querySelector("[data-passkey-fault]");
    fault.hidden = true;
    try {
      field.value = JSON.stringify(await ask(form));
      form.submit();
    } catch {
      fault.hidden = false;
      fault.setAttribute("role", "alert");
    }
  });
}
