import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import { Api, PART_BYTES, upload } from "./pixelflare.js";

window.uploadByUppy = (given) => {
  const api = new Api(given);
  const uppy = new Uppy({ autoProceed: false }).use(AwsS3, {
    shouldUseMultipart: given.parts,
    getChunkSize: () => PART_BYTES,
    async getUploadParameters(file) {
      const { uploadUrl, fields } = await api.reserve(file);
      return { method: "POST", url: uploadUrl, fields };
    },
    async createMultipartUpload(file) {
      const { imageId } = await api.reserve(file);
      const { upload_id } = await api.begin(imageId);
      return { uploadId: upload_id, key: imageId };
    },
    async signPart(file, { key, partNumber }) {
      const { url } = await api.sign(key, file, partNumber);
      return { url };
    },
    async completeMultipartUpload(file, { key }) {
      const image = await api.complete(key);
      return { location: image.cdn_url };
    },
    abortMultipartUpload: (file, { key }) => api.abort(key),
  });
  return upload(uppy, api, given);
};
