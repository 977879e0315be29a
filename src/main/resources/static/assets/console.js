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

// Buttons that end something ask first.
document.addEventListener("submit", (event) => {
  const question = event.submitter && event.submitter.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});

// Choosing a value of an entry keeps each column where it was scrolled to, and brings what is marked into sight.
(() => {
  const places = new Map();
  const stages = () => document.querySelectorAll("[data-stage]");
  const show = () => {
    document.querySelectorAll("[data-stage] mark, [data-stage] [aria-current]").forEach((mark) => {
      for (let around = mark.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
      const stage = mark.closest("[data-stage]");
      const top = mark.getBoundingClientRect().top - stage.getBoundingClientRect().top;
      if (top < 0 || top > stage.clientHeight - 40) stage.scrollTop += top - stage.clientHeight / 3;
    });
  };
  document.addEventListener("htmx:beforeSwap", () => {
    stages().forEach((stage) => places.set(stage.dataset.stage, stage.scrollTop));
  });
  document.addEventListener("htmx:afterSwap", () => {
    stages().forEach((stage) => { stage.scrollTop = places.get(stage.dataset.stage) || 0; });
    show();
  });
  show();
})();

// Dropping sample files on the onboarding page looks at them at once.
(() => {
  const zone = (event) => event.target.closest && event.target.closest("form[data-samples] .drop");
  for (const type of ["dragenter", "dragover"]) {
    document.addEventListener(type, (event) => {
      if (!zone(event)) return;
      event.preventDefault();
      zone(event).classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => { if (zone(event)) zone(event).classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    const dropped = zone(event);
    if (!dropped) return;
    event.preventDefault();
    dropped.classList.remove("over");
    const files = dropped.querySelector("input[type=file]");
    files.files = event.dataTransfer.files;
    files.form.requestSubmit();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("form[data-samples] input[type=file]")) event.target.form.requestSubmit();
  });
})();
