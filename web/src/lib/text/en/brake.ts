export const brake = {
  title: 'Uploads are paused',
  advice: (until: string) =>
    `The operator limits what this installation costs in a month. New pictures are taken again from ${until} on, or earlier. Yours stay visible, and everything else works.`
};
