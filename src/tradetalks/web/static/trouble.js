// A server that does not answer, or says that it cannot, is told where everybody sees it, until an answer comes.
const SILENT = "The server does not answer. What you set stays; your next change asks again, once tradetalks serve is running.";
const trouble = document.createElement("p");
trouble.className = "trouble";
trouble.setAttribute("role", "alert");

function tell(words) {
  trouble.textContent = words;
  document.body.append(trouble);
  const said = document.getElementById("exactness");
  if (said) said.textContent = "Not worked out: these are the numbers from before.";
}

/** What the server says of a request that it turned away. */
function wordsOf(answer) {
  const found = new DOMParser().parseFromString(answer, "text/html").querySelector(".fault pre");
  return found?.textContent ?? "The server could not work this out.";
}

document.addEventListener("htmx:sendError", () => tell(SILENT));
document.addEventListener("htmx:sseError", () => tell(SILENT));
document.addEventListener("htmx:sseOpen", () => trouble.remove());
document.addEventListener("htmx:responseError", (event) => tell(wordsOf(event.detail.xhr.responseText)));
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) trouble.remove(); });
