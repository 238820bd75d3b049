// What is moved on the what-if page becomes a step: {do, name, field, value, n}.
(function () {
  const known = {}; // what stands, or was last asked for, under each path that can be set
  let pending = []; // steps whose answer has not come: the next request takes them along
  let count = Date.now();
  const skip = () => window.dash_clientside.no_update;
  const set = (kind, id, props) =>
    window.dash_clientside.set_props({ type: "whatif-" + kind, ...id }, props);
  const short = (value) => String(Number(Number(value).toPrecision(6)));

  // Slider and field of a number show the same; the frame says that it is no longer drawn.
  function mirror(id, text) {
    const at = { do: "set", name: id.name };
    if (id.field === "slider") set("value", { ...at, field: "text" }, { value: text });
    const number = Number(text);
    if (id.field === "text" && text !== "" && Number.isFinite(number)) {
      set("value", { ...at, field: "slider" }, { value: number });
    }
    set("knob", { name: id.name }, { className: "knob tried" });
  }

  // values, checks, clicks: all controls, by what tells of a change; done: the last step answered
  function act(values, checks, clicks, done) {
    const context = window.dash_clientside.callback_context;
    const triggered = context.triggered;
    if (triggered.length !== 1) {
      // Controls have come to the page: nothing was moved, but it is seen what stands in them.
      (context.inputs_list[0] || []).forEach((each) => {
        if (each.id.do === "set" && each.id.field !== "slider") {
          known[each.id.name] = String(each.value ?? "");
        }
      });
      return skip();
    }
    const cut = triggered[0].prop_id.lastIndexOf(".");
    const id = JSON.parse(triggered[0].prop_id.slice(0, cut));
    let value = triggered[0].value;
    if (triggered[0].prop_id.slice(cut + 1) === "n_clicks" && !value) return skip();
    if (id.do === "set") {
      const text = typeof value === "number" ? short(value) : String(value ?? "").trim();
      if ((known[id.name] ?? "") === text) return skip();
      known[id.name] = text;
      value = typeof value === "number" ? Number(text) : text;
      if (id.field !== "option" && text !== "") mirror(id, text);
    }
    count += 1;
    const step = { do: id.do, name: id.name, field: id.field, value: value ?? "", n: count };
    pending = [...pending.filter((each) => each.n > (done || 0)), step];
    return { steps: pending };
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { whatif: { act } });
})();

// A file that is too large never leaves the browser, so that it is here that it is told of.
["change", "drop"].forEach((kind) =>
  document.addEventListener(
    kind,
    (event) => {
      if (!event.target.closest || !event.target.closest("#whatif-upload")) return;
      const files = (event.dataTransfer || event.target).files || [];
      if (![...files].some((file) => file.size > 200000)) return;
      const children = "The file is too large: at most 200,000 bytes.";
      window.dash_clientside.set_props("whatif-problems", { children });
    },
    true
  )
);
