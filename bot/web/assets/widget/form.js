// drawForm makes the fields of a form; submit gets their values and labels.
function drawForm(form, words, submit) {
  const inputs = form.fields.map((field) => drawField(field, words));
  const node = el('form', { class: 'form', novalidate: true, autocomplete: 'off' },
    inputs.map((input) => input.row).concat([el('button', { class: 'primary', text: form.submit || words.send })]));
  node.addEventListener('submit', (e) => {
    e.preventDefault();
    const missing = inputs.filter((input) => !input.check());
    if (missing.length) {
      missing[0].control.focus();
      return;
    }
    const values = {};
    inputs.forEach((input) => { if (input.value()) values[input.name] = input.value(); });
    const labels = inputs.filter((input) => input.value()).map((input) => input.label);
    submit(values, words.filled + labels.join('、'));
    retireForm(node);
  });
  return node;
}

function drawField(field, words) {
  const id = newID();
  const notes = id + 'n';
  const control = drawControl(field, { id, 'aria-describedby': notes, 'aria-required': field.optional ? null : 'true' });
  const note = el('span', { id: notes, class: 'note', text: field.hint || '' });
  const row = el('div', { class: 'field' }, [
    el('label', { for: id, text: field.label + (field.optional ? words.optional : '') }), control, note,
  ]);
  const value = () => (control.type === 'checkbox' ? (control.checked ? 'true' : '') : control.value.trim());
  const check = () => {
    const bad = !field.optional && !value();
    control.setAttribute('aria-invalid', String(bad));
    note.textContent = bad ? '✕ ' + words.must + ' ' + field.label : field.hint || '';
    note.className = bad ? 'note bad' : 'note';
    return !bad;
  };
  return { row, control, value, check, name: field.name, label: field.label };
}

function drawControl(field, props) {
  if (field.choices && field.choices.length) {
    const options = [el('option', { value: '' })].concat(field.choices.map((c) => el('option', { value: c.value, text: c.label })));
    return el('select', props, options);
  }
  const kind = field.kind || '';
  if (/consent|tick|bool/.test(kind)) return el('input', Object.assign(props, { type: 'checkbox' }));
  if (/^(text|free)/.test(kind)) return el('textarea', Object.assign(props, { rows: 3 }));
  if (kind === 'date') return el('input', Object.assign(props, { type: 'date' }));
  const mode = /mobile|phone/.test(kind) ? 'tel' : /amount/.test(kind) ? 'decimal' : /penalty|number/.test(kind) ? 'numeric' : null;
  return el('input', Object.assign(props, { type: 'text', inputmode: mode, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' }));
}

function retireForm(node) {
  Array.from(node.elements).forEach((control) => { control.disabled = true; });
}
