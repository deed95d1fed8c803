// What both versions of Uppy ask of the API.
export const PART_BYTES = 8 * 1024 * 1024;

export class Api {
  constructor({ url, key }) {
    Object.assign(this, { url, key });
    this.aborted = new Promise((resolve) => (this.tellAborted = resolve));
  }

  async call(method, path, body) {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.key}`, "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  }

  async reserve(file) {
    const wanted = { filename: file.name, content_type: file.type, size_bytes: file.size };
    const form = await this.call("POST", "/images", wanted);
    this.imageId = form.imageId;
    return form;
  }

  begin(imageId) {
    return this.call("POST", `/images/${imageId}/multipart`);
  }

  sign(imageId, file, partNumber) {
    const size = Math.min(PART_BYTES, file.size - (partNumber - 1) * PART_BYTES);
    return this.call("POST", `/images/${imageId}/multipart/parts`, { part_number: partNumber, size_bytes: size });
  }

  complete(imageId) {
    return this.call("POST", `/images/${imageId}/multipart/complete`);
  }

  async abort(imageId) {
    await this.call("DELETE", `/images/${imageId}/multipart`);
    this.tellAborted();
  }
}

// Uploads the chosen file, and says what Uppy says.
export async function upload(uppy, api, { cancelled }) {
  const [file] = document.querySelector("input[type=file]").files;
  const parts = [];
  uppy.on("s3-multipart:part-uploaded", (_, part) => {
    parts.push(part.PartNumber);
    if (cancelled) uppy.cancelAll();
  });
  uppy.addFile({ name: file.name, type: file.type, data: file });
  const result = await uppy.upload();
  if (cancelled) await api.aborted;
  return {
    image: api.imageId,
    parts,
    addresses: result?.successful?.map((each) => each.uploadURL) ?? [],
    errors: result?.failed?.map((each) => String(each.error)) ?? [],
  };
}
