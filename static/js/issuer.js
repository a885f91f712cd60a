// Brings the answer to an authorization request back to the client (response_mode form_post and web_message).
document.querySelector("form[data-send]")?.submit();

const answer = document.querySelector("[data-message]");
const client = window.parent === window ? window.opener : window.parent;
// The target origin is the client's registered one: a page of anybody else that frames this gets nothing.
if (answer) client?.postMessage(JSON.parse(answer.dataset.message), answer.dataset.target);
