// Reserves, uploads and reads an image with the types that openapi-typescript generated.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

declare const process: { argv: string[] };

// Only what must be said is said: fields with defaults are optional.
const wanted: components["schemas"]["CreateImage"] = { filename: "typed.jpg" };
const settings: components["schemas"]["PutSettings"] = {};

export async function journey(given: { url: string; key: string }, picture: Blob) {
  const client = createClient<paths>({ baseUrl: `${given.url}/api`, headers: { Authorization: `Bearer ${given.key}` } });
  const put = await client.PUT("/v1/settings", { body: settings });
  const { data: form, error } = await client.POST("/v1/images", { body: wanted });
  if (error || !("uploadUrl" in form)) throw new Error(JSON.stringify(error));
  const { response } = await client.PUT("/v1/upload/{image_id}", {
    params: { path: { image_id: form.imageId }, query: { token: form.token } },
    body: "",
    bodySerializer: () => picture,
    headers: { "Content-Type": "application/octet-stream" },
  });
  for (let read = 0; read < 300; read += 1) {
    const { data: image } = await client.GET("/v1/images/{image_id}", { params: { path: { image_id: form.imageId } } });
    if (image && (image.status === "ready" || image.status === "rejected")) {
      const { status, width, cdn_url } = image;
      return { settings: put.response.status, taken: response.status, status, width, url: cdn_url };
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("the image is not ready");
}
