// Comfort only: every page works without this file.
"use strict";

// The menu folds on narrow windows and stands open on wide ones.
(() => {
  const menu = document.querySelector("details.menu");
  if (!menu) return;
  const wide = window.matchMedia("(min-width: 861px)");
  const fit = () => { menu.open = wide.matches; };
  wide.addEventListener("change", fit);
  fit();
})();

// Dropping files on the upload form, and showing how far they have gone.
(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const zone = form.querySelector(".drop");
  const files = form.querySelector("input[type=file]");
  const progress = form.querySelector("progress");
  const said = form.querySelector("[data-said]");
  const say = (text) => { said.textContent = text; };

  for (const type of ["dragenter", "dragover"]) {
    zone.addEventListener(type, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const type of ["dragleave", "drop"]) {
    zone.addEventListener(type, (event) => { event.preventDefault(); zone.classList.remove("over"); });
  }
  zone.addEventListener("drop", (event) => { files.files = event.dataTransfer.files; });

  form.addEventListener("submit", (event) => {
    if (!files.files.length) return;
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (step) => {
      progress.hidden = false;
      progress.max = step.total;
      progress.value = step.loaded;
      const percent = Math.round((100 * step.loaded) / step.total);
      say(percent < 100 ? `${percent} % sent` : "Sent. Reading it now…");
    });
    request.addEventListener("load", () => {
      if (request.status < 400) window.location.assign(request.responseURL);
      else say("The file was not taken. Reload the page and try again.");
    });
    request.addEventListener("error", () => say("The connection was lost. Sending the same file again does no harm."));
    request.send(new FormData(form));
  });
})();

// After a value of the FHIR stage was chosen, bring its source into sight.
document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll(".stage mark").forEach((mark) => mark.scrollIntoView({ block: "nearest" }));
});

// Buttons that end something ask first.
document.addEventListener("submit", (event) => {
  const question = event.submitter && event.submitter.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});
