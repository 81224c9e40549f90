/*
 * Small helps for forms; every page works without this file.
 *
 * Drafts: a form with data-draft="key" keeps what is typed in this browser and gives it back after a lost connection or an
 * expired sign-in. It is forgotten when the form is recorded (the server answers with another page that carries
 * data-draft-done="key"). Files and passwords are never kept. What is kept never leaves this machine, except that a form
 * with data-draft-url sends it there, to the own account, and keeps it here only when that fails.
 *
 * Size: a form with data-largest (bytes) says of a file beyond it that it cannot be sent, before it is sent.
 *
 * Files: dragging a file onto a box with data-drop puts it into the file control inside.
 */
"use strict";

(function () {
  const PREFIX = "fazhi-draft:";
  const KEPT = "input:not([type=file]):not([type=password]):not([type=hidden]), textarea, select";

  function read(form) {
    const values = {};
    for (const control of form.querySelectorAll(KEPT)) {
      if (!control.name) continue;
      if (control.type === "radio" || control.type === "checkbox") {
        values[control.id] = control.checked;
      } else {
        values[control.id] = control.value;
      }
    }
    return values;
  }

  function write(form, values) {
    for (const control of form.querySelectorAll(KEPT)) {
      if (!(control.id in values)) continue;
      if (control.type === "radio" || control.type === "checkbox") control.checked = values[control.id];
      else control.value = values[control.id];
    }
  }

  function say(form, words) {
    const note = form.querySelector("[data-draft-note]");
    if (note) note.textContent = words;
  }

  function clock() {
    return new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  }

  // The draft lies on the server; this machine keeps it only while the server cannot be reached.
  async function send(form) {
    const answers = new FormData(form);
    for (const control of form.querySelectorAll("input[type=file]")) answers.delete(control.name);
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: answers });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      localStorage.removeItem(PREFIX + form.dataset.draft);
      say(form, (await answer.json()).saved + " 草稿已自动保存");
    } catch {
      keep(form);
    }
  }

  function keep(form) {
    const key = PREFIX + form.dataset.draft;
    try {
      localStorage.setItem(key, JSON.stringify({ at: clock(), values: read(form) }));
      const lost = navigator.onLine ? "" : "网络已断开，";
      say(form, lost + clock() + " 草稿已存在本机");
    } catch {
      say(form, "本机存不下草稿，请及时提交");
    }
  }

  for (const done of document.querySelectorAll("[data-draft-done]")) {
    localStorage.removeItem(PREFIX + done.dataset.draftDone);
  }

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const kept = localStorage.getItem(PREFIX + form.dataset.draft);
    // A form that comes back with errors already holds what was typed.
    if (kept && !form.querySelector(".error-summary")) {
      const draft = JSON.parse(kept);
      write(form, draft.values);
      say(form, "已恢复 " + draft.at + " 的草稿");
    }
    let timer = 0;
    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(form.dataset.draftUrl ? send : keep, 800, form);
    });
    // What is being sent is no draft any more.
    form.addEventListener("submit", () => clearTimeout(timer));
  }

  for (const box of document.querySelectorAll("[data-drop]")) {
    const control = box.querySelector("input[type=file]");
    box.addEventListener("dragover", function (event) {
      event.preventDefault();
      box.classList.add("drop-over");
    });
    box.addEventListener("dragleave", function () {
      box.classList.remove("drop-over");
    });
    box.addEventListener("drop", function (event) {
      event.preventDefault();
      box.classList.remove("drop-over");
      if (control && event.dataTransfer) {
        control.files = event.dataTransfer.files;
        control.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  }

  // A file that no server would take is said at once, before it is sent.
  for (const form of document.querySelectorAll("form[data-largest]")) {
    form.addEventListener("change", function (event) {
      const control = event.target;
      if (control.type !== "file") return;
      const largest = Number(form.dataset.largest);
      const tooLarge = [...control.files].filter((file) => file.size > largest).map((file) => file.name);
      const words = tooLarge.length ? tooLarge.join("、") + " 超过 100 MB，不能上传。请降低扫描分辨率或分成几个文件。" : "";
      control.setCustomValidity(words);
      const box = control.closest("[data-drop]") || control.parentElement;
      let note = box.querySelector(".too-large");
      if (!note && words) {
        note = document.createElement("p");
        note.className = "field-error too-large";
        note.setAttribute("role", "alert");
        box.append(note);
      }
      if (note) note.textContent = words;
    });
  }

  // Parts of a form that the server draws again: what was typed while the answer was on its way is put back.
  let typed = null;
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.matches(".form-parts")) typed = read(event.detail.target);
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (typed && event.detail.target.matches(".form-parts")) write(event.detail.target, typed);
    typed = null;
  });

  // A long piece of work that somebody has started goes on by itself; without this script its button is pressed again.
  for (const form of document.querySelectorAll("form[data-goes-on]")) {
    setTimeout(() => form.requestSubmit(), 400);
  }

  // Buttons that print the page: of no use without this script, so they are hidden until it runs.
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A summary of errors takes the focus, so that it is read first.
  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
