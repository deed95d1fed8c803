function handler(event) { return event.response || event.request; }
