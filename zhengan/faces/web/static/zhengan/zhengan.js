/* Comforts on top of pages that work without script. No inline code, no eval, no storage but one cookie and the column choice. */
(() => {
  "use strict";
  const $ = (sel, root = document) => root.querySelector(sel);
  const $$ = (sel, root = document) => [...root.querySelectorAll(sel)];
  const typing = (el) => el.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  document.documentElement.classList.add("js");

  /* ---- drawer: focus its title when it opens, give the focus back when it closes */
  let opener = null;
  document.addEventListener("htmx:beforeRequest", (e) => { if (e.detail.target?.id === "drawer") opener = e.detail.elt; });
  document.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.target?.id !== "drawer") return;
    $$(".clause.active, [data-rows] tr[aria-current]").forEach((el) => { el.classList.remove("active"); el.removeAttribute("aria-current"); });
    const place = opener?.closest(".clause, tr");
    place?.classList.add("active");
    place?.setAttribute("aria-current", "true");
    place?.scrollIntoView({ block: "nearest" }); // the page became narrower and its lines moved
    $("[data-drawer-title]")?.focus({ preventScroll: true });
  });
  const closeDrawer = () => {
    const close = $("#drawer [data-drawer-close]");
    if (!close) return false;
    if (!opener) { close.click(); return true; }
    $("#drawer").replaceChildren();
    history.replaceState(null, "", close.href);
    $$(".clause.active, tr.active").forEach((el) => { el.classList.remove("active"); el.removeAttribute("aria-current"); });
    opener.focus?.(); opener = null;
    return true;
  };

  /* ---- clicks */
  document.addEventListener("click", (e) => {
    const t = e.target;
    if (t.closest("[data-drawer-close]") && opener) { e.preventDefault(); closeDrawer(); return; }
    if (t.closest("[data-dismiss]")) { t.closest(".toast, .msg")?.remove(); return; }
    const theme = t.closest("[data-theme-switch]");
    if (theme) { /* the same POST keeps the choice on the server; here it is only instant */
      e.preventDefault();
      const root = document.documentElement;
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      $$("[data-theme-switch]").forEach((b) => { b.value = dark ? "dark" : "light"; });
      const tls = location.protocol === "https:";
      document.cookie = `${tls ? "__Host-" : ""}theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax${tls ? ";secure" : ""}`;
      return;
    }
    const opens = t.closest("[data-dialog]");
    const dialog = opens && document.getElementById(opens.dataset.dialog);
    if (dialog?.showModal) { e.preventDefault(); dialog.showModal(); return; }
    const add = t.closest("[data-add-line]");
    if (add) { e.preventDefault(); addLine(add.closest("[data-lines]")); return; }
    if (t.closest("#rail a") && location.hash === "#rail") history.replaceState(null, "", location.pathname + location.search);
    $$("details.pop[open]").forEach((d) => { if (!d.contains(t)) d.open = false; });
  });

  /* ---- keyboard: Ctrl-K or / to search, Esc to close, j k Enter x on lists and clauses */
  document.addEventListener("keydown", (e) => {
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); focusSearch(); return; }
    if (e.key === "Escape") {
      if (e.target.matches("[data-search]")) { e.target.blur(); return; }
      const pop = $("details.pop[open]");
      if (pop) { pop.open = false; $("summary", pop).focus(); return; }
      if (!$("dialog[open]") && !typing(e.target)) closeDrawer();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || $("dialog[open]")) return;
    if (e.key === "/") { e.preventDefault(); focusSearch(); return; }
    const rows = $$("[data-rows] tbody tr, [data-rows] > .clause:not(.head), [data-rows] > .task, [data-rows] > li");
    if (!rows.length) return;
    const now = rows.findIndex((r) => r.classList.contains("is-cursor"));
    if (e.key === "j" || e.key === "k") {
      const next = rows[Math.max(0, Math.min(rows.length - 1, now + (e.key === "j" ? 1 : -1)))];
      rows[now]?.classList.remove("is-cursor");
      next.classList.add("is-cursor");
      $("a", next)?.focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    } else if (e.key === "Enter" && now >= 0 && !e.target.closest("a, button, summary")) {
      $("a", rows[now])?.click();
    } else if (e.key === "x" && now >= 0) {
      $(".sel input", rows[now])?.click();
    }
  });
  const focusSearch = () => { const box = $("[data-search]"); if (box?.offsetParent) { box.focus(); box.select(); } else location.hash = "rail"; };

  /* ---- tick boxes of lists; the bar itself appears by CSS alone */
  const countTicks = (form) => {
    const boxes = $$("tbody .sel input", form), ticked = boxes.filter((b) => b.checked).length, all = $("[data-select-all]", form);
    $$("[data-bulk-count]", form).forEach((el) => { el.textContent = ticked; });
    if (all) { all.checked = ticked > 0 && ticked === boxes.length; all.indeterminate = ticked > 0 && ticked < boxes.length; }
  };
  let lastTick = null;
  document.addEventListener("click", (e) => { /* shift-click ticks a range */
    if (!e.target.matches("tbody .sel input")) return;
    const boxes = $$("tbody .sel input", e.target.closest("table")), at = boxes.indexOf(e.target), from = boxes.indexOf(lastTick);
    if (e.shiftKey && from >= 0) boxes.slice(Math.min(at, from), Math.max(at, from) + 1).forEach((b) => { b.checked = e.target.checked; });
    lastTick = e.target;
  });
  document.addEventListener("change", (e) => {
    const form = e.target.closest(".bulk-form");
    if (form && e.target.matches("[data-select-all]")) $$("tbody .sel input", form).forEach((b) => { b.checked = e.target.checked; });
    if (form) countTicks(form);
    const chooser = e.target.closest("[data-columns]");
    if (chooser) { applyColumns(chooser); saveColumns(chooser); }
    if (e.target.matches("[data-drop] input[type=file]")) listFiles(e.target);
    if (e.target.matches("[data-autosubmit]")) e.target.form.requestSubmit();
  });

  /* ---- column chooser: instant here, a plain GET form otherwise */
  const columnsKey = (form) => `cols:${location.pathname}:${form.dataset.columns}`;
  const applyColumns = (form) => {
    const table = document.getElementById(form.dataset.columns);
    if (!table) return;
    for (const box of $$("input[name=cols]", form)) {
      const th = $(`th[data-key="${CSS.escape(box.value)}"]`, table);
      if (th) for (const row of table.rows) { if (row.cells[th.cellIndex]) row.cells[th.cellIndex].hidden = !box.checked; }
    }
  };
  const saveColumns = (form) => { try { localStorage.setItem(columnsKey(form), JSON.stringify($$("input:checked", form).map((b) => b.value))); } catch { /* private mode */ } };
  const restoreColumns = (form) => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(columnsKey(form))); } catch { /* nothing kept */ }
    $("button", form).hidden = true;
    if (!Array.isArray(kept) || new URLSearchParams(location.search).has("cols")) return;
    $$("input[name=cols]:not(:disabled)", form).forEach((b) => { b.checked = kept.includes(b.value); });
    applyColumns(form);
  };

  /* ---- child lines */
  const addLine = (box) => {
    const total = $("input[name$=TOTAL_FORMS]", box), n = Number(total.value);
    const scratch = document.createElement("tbody");
    scratch.innerHTML = $("template", box).innerHTML.replaceAll("__prefix__", n);
    const row = scratch.firstElementChild;
    $(".no", row).append(String(n + 1));
    $("tbody", box).append(row);
    total.value = n + 1;
    $("input:not([type=hidden]), select, textarea", row)?.focus();
    box.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /* ---- typed record numbers: what more there is than the page brought along */
  let asking = 0;
  document.addEventListener("input", (e) => {
    const list = e.target.list, text = e.target.value.trim();
    if (!list?.dataset.more || !text || [...list.options].some((o) => o.value === e.target.value)) return;
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const answer = await fetch(`${list.dataset.more}?q=${encodeURIComponent(text)}`);
      if (answer.ok && e.target.value.trim() === text) list.innerHTML = await answer.text();
    }, 200);
  });

  /* ---- files: drag, paste an image, show what was chosen */
  const listFiles = (input) => {
    $("[data-drop-list]", input.closest("[data-drop]")).replaceChildren(...[...input.files].map((f) => {
      const li = document.createElement("li");
      li.className = "tag";
      li.textContent = `${f.name} · ${Math.max(1, Math.round(f.size / 1024))} kB`;
      return li;
    }));
  };
  for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, (e) => e.target.closest?.("[data-drop]")?.classList.toggle("over", kind === "dragover"));
  document.addEventListener("paste", (e) => {
    const input = $("[data-drop] input[type=file]"), files = e.clipboardData?.files;
    if (!input || !files?.length) return;
    const all = new DataTransfer();
    [...input.files, ...files].forEach((f) => all.items.add(f));
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* ---- unsaved forms */
  const dirty = new Set();
  document.addEventListener("input", (e) => { const form = e.target.closest("form[data-guard]"); if (form) dirty.add(form); });
  document.addEventListener("submit", (e) => dirty.delete(e.target));
  addEventListener("beforeunload", (e) => { if ([...dirty].some((f) => f.isConnected)) e.preventDefault(); });

  const start = () => { $$("[data-columns]").forEach(restoreColumns); $$(".bulk-form").forEach(countTicks); };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();

  // A page that lay idle as long as its session may is hidden: what it shows is nobody's who comes by (6.2.4.1).
  const idle = Number(document.querySelector('meta[name="session-idle"]')?.content);
  if (idle) {
    let left = 0;
    const begin = () => {
      clearTimeout(left);
      left = setTimeout(() => {
        document.body.hidden = true;
        location.assign(`/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`);
      }, idle * 1000);
    };
    begin();
    document.addEventListener("htmx:afterRequest", begin);
  }
})();
