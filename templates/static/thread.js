// What an open conversation gains where scripts run: posts come in while it is
// read, reactions need no new page, and what is unfolded counts as read.

const posts = document.getElementById('posts');
const region = document.getElementById('new-activity');

const parse = (html) => {
  const holder = document.createElement('template');
  holder.innerHTML = html;
  return holder.content.firstElementChild;
};

// What is read, or written, stays where it is on the screen, whatever comes in
// above.
const still = (change) => {
  const inSight = (element) => element.checkVisibility() && element.getBoundingClientRect().bottom > 0;
  const used = document.activeElement;
  const read = used && used !== document.body && inSight(used) && used.getBoundingClientRect().top < innerHeight
    ? used : [...posts.querySelectorAll('.hr-post')].find(inSight);
  const before = read && read.getBoundingClientRect().top;
  change();
  const moved = read && read.isConnected ? read.getBoundingClientRect().top - before : 0;
  if (moved) window.scrollBy({ top: moved, behavior: 'instant' });
};

const depth = (post) => Number(post.dataset.depth);

// A reply goes below its parent and what answers that already, which may go on
// among what is folded. It is false where its place is not on this page.
const place = (post) => {
  const branch = document.getElementById('branch-' + post.dataset.branch);
  if (post.dataset.branch === post.id.slice(5)) {
    if (!('last' in posts.dataset)) return false;
    const holder = document.createElement('div');
    holder.className = 'hr-branch';
    holder.id = 'branch-' + post.dataset.branch;
    holder.append(post);
    posts.append(holder);
    return true;
  }
  const parent = document.getElementById('post-' + post.dataset.parent);
  if (!parent || !posts.contains(parent)) return false;
  const all = [...(branch || posts).querySelectorAll('.hr-post')];
  let i = all.indexOf(parent);
  while (all[i + 1] && depth(all[i + 1]) > depth(parent)) i += 1;
  all[i].after(post);
  return true;
};

const say = (text, href) => {
  const line = document.createElement('p');
  line.className = 'hr-new__text';
  const words = document.createElement(href ? 'a' : 'span');
  words.textContent = text;
  words.dataset.userContent = '';
  if (href) {
    words.href = href;
    words.className = 'govuk-link';
  }
  line.append(words);
  still(() => region.replaceChildren(line));
};

const arrived = (post) => {
  let there = false;
  still(() => {
    there = place(post);
    const branch = document.getElementById('branch-' + post.dataset.branch);
    const fold = there ? post.closest('.hr-fold') : branch && branch.querySelector('.hr-fold');
    if (fold && !(there && fold.open)) {
      fold.querySelector('.hr-fold__fresh').hidden = false;
      there = false;
    }
  });
  if (post.dataset.said) say(post.dataset.said, there ? '#' + post.id : '/posts/' + post.id.slice(5));
};

// Only from when the browser has gone to the post that the address names: a page
// that a script has moved before stays where it is.
const live = () => {
  const source = new EventSource(posts.dataset.live);
  source.addEventListener('post', (event) => {
    const post = parse(event.data);
    if (!post) return;
    const old = document.getElementById(post.id);
    if (!old) arrived(post);
    // Not under the hands of somebody who is using it.
    else if (!old.contains(document.activeElement)) still(() => old.replaceWith(post));
  });
  window.addEventListener('pagehide', () => source.close());
};
if (posts && posts.dataset.live && 'EventSource' in window) {
  const drawn = () => requestAnimationFrame(() => requestAnimationFrame(live));
  if (document.readyState === 'complete') drawn();
  else window.addEventListener('load', drawn);
}

// What is unfolded is in sight.
posts.addEventListener('toggle', (event) => {
  const fold = event.target;
  if (!fold.open || !fold.classList.contains('hr-fold')) return;
  fold.querySelector('.hr-fold__fresh').hidden = true;
  const seen = [...fold.querySelectorAll('[data-unread]')].map((post) => post.id.slice(5));
  if (!seen.length) return;
  fetch('/threads/' + posts.dataset.thread + '/seen', {
    method: 'POST', body: new URLSearchParams({ posts: seen.join(' ') }), keepalive: true, credentials: 'same-origin',
  }).catch(() => {});
}, true);

// A reaction is sent and its counts are brought up to date in place; the button
// keeps the focus and says that it is pressed.
const react = async (form, button) => {
  const body = new URLSearchParams(new FormData(form));
  body.set('kind', button.value);
  const answer = await fetch(form.action, { method: 'POST', body, headers: { 'Headroom-Part': 'post' }, credentials: 'same-origin' });
  const fresh = answer.ok && !answer.redirected && parse(await answer.text()).querySelector('.hr-react');
  if (!fresh) throw new Error('no reactions came back');
  form.elements.idempotency_key.value = fresh.elements.idempotency_key.value;
  for (const now of fresh.querySelectorAll('button')) {
    const old = form.querySelector('button[value="' + now.value + '"]');
    old.setAttribute('aria-pressed', now.getAttribute('aria-pressed'));
    old.replaceChildren(...now.childNodes);
  }
  say(button.textContent);
};

posts.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.classList.contains('hr-react') || !event.submitter) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = 'yes';
  react(form, event.submitter).catch(() => {
    const kind = document.createElement('input');
    kind.type = 'hidden';
    kind.name = 'kind';
    kind.value = event.submitter.value;
    form.append(kind);
    form.submit();
  }).finally(() => {
    delete form.dataset.busy;
    delete form.dataset.sent;
  });
});
