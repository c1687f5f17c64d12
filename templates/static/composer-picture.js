// A picture by drop, paste or choice: it goes into the form's own field, is
// shown small, and its description is asked for. What the server would refuse
// is said at once. The picture is drawn, not linked: no address is made for it.
const forms = new WeakMap();

export function pictureOf(form, words) {
  if (!forms.has(form)) forms.set(form, make(form, words));
  return forms.get(form);
}

function make(form, words) {
  const box = form.querySelector('[data-picture]');
  const field = form.elements.namedItem('image');
  const alt = form.elements.namedItem('alt');
  const place = form.querySelector('[data-thumb]');
  const kinds = field.accept.split(',');
  const limit = Number(place.dataset.limit) || Infinity;
  const said = document.createElement('p');
  said.setAttribute('role', 'status');
  place.before(said);

  const fault = (input, text) => {
    const id = input.id + '-said';
    let line = document.getElementById(id);
    if (!line) {
      line = Object.assign(document.createElement('p'), { id, className: 'govuk-error-message' });
      line.setAttribute('role', 'alert');
      input.before(line);
      input.setAttribute('aria-describedby', ((input.getAttribute('aria-describedby') ?? '') + ' ' + id).trim());
    }
    line.textContent = text;
    input.toggleAttribute('aria-invalid', Boolean(text));
    if (text) input.setAttribute('aria-invalid', 'true');
  };
  const drop = (text) => {
    field.value = '';
    place.replaceChildren();
    said.textContent = '';
    box.open = true;
    fault(field, text);
    field.focus();
  };
  const chosen = async () => {
    const [file] = field.files;
    if (!file) { place.replaceChildren(); said.textContent = ''; return; }
    if (!kinds.includes(file.type)) { drop(words.image_type); return; }
    if (file.size > limit) { drop(words.image_large); return; }
    fault(field, '');
    box.open = true;
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) { drop(words.image_type); return; }
    const scale = Math.min(1, 320 / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', words.compose_image);
    place.replaceChildren(canvas);
    said.textContent = words.picture;
    alt.focus();
  };
  const take = (file) => {
    const data = new DataTransfer();
    data.items.add(file);
    field.files = data.files;
    box.open = true;
    return chosen();
  };
  const ask = () => {
    box.open = true;
    fault(alt, words.alt);
    alt.focus();
  };
  alt.addEventListener('input', () => { if (alt.value.trim()) fault(alt, ''); });
  return { take, chosen, ask };
}
