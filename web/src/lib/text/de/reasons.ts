import type { reasons as english } from '../en/reasons';

export const reasons: typeof english = {
  empty: 'Die Datei ist leer.',
  too_large: 'Die Datei ist größer als 50 MB.',
  unsupported_type: 'Diese Art von Datei wird nicht unterstützt.',
  vector_graphic: 'SVG-Dateien werden nicht angenommen, weil sie Programme enthalten können.',
  type_mismatch: 'Die Datei ist nicht das, was ihr Name sagt.',
  damaged: 'Die Datei ist beschädigt. Bitte in einem Bildprogramm öffnen und neu speichern.',
  side_too_long: 'Das Bild ist zu breit oder zu hoch. Es darf höchstens 16.383 Pixel haben.',
  too_many_pixels: 'Das Bild hat zu viele Pixel. Bitte verkleinern.',
  too_many_frames: 'Die Animation hat mehr als 500 Bilder. Bitte kürzen.',
  too_many_scans: 'Die Datei ist so gebaut, dass das Lesen zu lange dauert. Bitte neu speichern.',
  expired: 'Der Upload dauerte länger als seine Reservierung. Bitte noch einmal hochladen.',
  suspended: 'Dieses Konto ist gesperrt: Sie können alles lesen und nichts ändern.'
};
