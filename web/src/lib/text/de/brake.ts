import type { brake as english } from '../en/brake';

export const brake: typeof english = {
  title: 'Das Hochladen ist angehalten',
  advice: (until) =>
    `Der Betreiber begrenzt, was diese Installation im Monat kostet. Neue Bilder werden ab ${until} wieder angenommen, oder früher. Ihre bleiben sichtbar, und alles andere geht.`
};
