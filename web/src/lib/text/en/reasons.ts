/** Why the service did not take a picture. */
export const reasons = {
  empty: 'The file is empty.',
  too_large: 'The file is larger than 50 MB.',
  unsupported_type: 'This kind of file is not supported.',
  vector_graphic: 'SVG files are not taken, because they can contain programs.',
  type_mismatch: 'The file is not what its name says.',
  damaged: 'The file is damaged. Open it in an image editor and save it anew.',
  side_too_long: 'The picture is too wide or too high. Make it smaller than 16,383 pixels.',
  too_many_pixels: 'The picture has too many pixels. Make it smaller.',
  too_many_frames: 'The animation has more than 500 frames. Make it shorter.',
  too_many_scans: 'The file is built in a way that would take too long to read. Save it anew.',
  expired: 'The upload took longer than its reservation. Upload it again.',
  suspended: 'This account is suspended: you can read everything and change nothing.'
};
