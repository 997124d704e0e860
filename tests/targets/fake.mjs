// An EventSource that does what the test says.
export class Fake {
  static made = [];

  static get last() {
    return Fake.made.at(-1);
  }

  constructor(url, init) {
    Object.assign(this, { url, init, readyState: 0 });
    Fake.made.push(this);
  }

  open() {
    this.readyState = 1;
    this.onopen?.({});
  }

  send(text, lastEventId) {
    this.onmessage?.({ data: text, lastEventId });
  }

  /** The connection is lost, and the browser tries again. */
  drop() {
    this.readyState = 0;
    this.onerror?.({});
  }

  /** The server's answer is an error, and the browser gives up. */
  refuse() {
    this.readyState = 2;
    this.onerror?.({});
  }

  close() {
    this.readyState = 2;
  }
}
