import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import { Api, PART_BYTES, upload } from "./pixelflare.js";

// Uppy 6 sends each request itself and reads S3's XML. What our API has done already, it reads from the address.
const told = (root, values) => {
  const fields = Object.entries(values).map(([name, value]) => `<${name}>${value}</${name}>`);
  return { url: `data:application/xml,${encodeURIComponent(`<${root}>${fields.join("")}</${root}>`)}` };
};

window.uploadByUppy = (given) => {
  const api = new Api(given);
  const uppy = new Uppy({ autoProceed: false });
  const signRequest = async ({ method, key, uploadId, partNumber }) => {
    const file = uppy.getFile(key);
    if (method === "PUT" && partNumber) return api.sign(uploadId, file, partNumber).then(({ url }) => ({ url }));
    if (method === "PUT") {
      const { uploadUrl, fields } = await api.reserve(file);
      return { url: uploadUrl, fields };
    }
    if (method === "DELETE") {
      await api.abort(uploadId);
      return told("Aborted", {});
    }
    if (method !== "POST") throw new Error(`${method} is not asked for`);
    if (uploadId) {
      const image = await api.complete(uploadId);
      return told("CompleteMultipartUploadResult", { Location: image.cdn_url, Key: key });
    }
    const { imageId } = await api.reserve(file);
    await api.begin(imageId);
    return told("InitiateMultipartUploadResult", { UploadId: imageId });
  };
  uppy.use(AwsS3, {
    shouldUseMultipart: given.parts,
    getChunkSize: () => PART_BYTES,
    generateObjectKey: (file) => file.id,
    signRequest,
  });
  return upload(uppy, api, given);
};
