import type { refusals as english } from '../en/refusals';

const wait = (seconds: number | undefined) =>
  seconds === undefined ? 'gleich' : seconds < 90 ? `in ${seconds} s` : `in ${Math.ceil(seconds / 60)} Minuten`;

export const refusals: typeof english = {
  VALIDATION_ERROR: () => ({ title: 'Das wurde nicht angenommen', advice: 'Nichts wurde geändert. Prüfen Sie Ihre Eingaben.' }),
  UNAUTHORIZED: () => ({ title: 'Sie sind abgemeldet', advice: 'Nichts wurde geändert. Melden Sie sich an, um weiterzumachen.' }),
  FORBIDDEN: () => ({ title: 'Das dürfen Sie nicht', advice: 'Nichts wurde geändert. Fragen Sie den Betreiber nach dem Recht.' }),
  NOT_FOUND: () => ({
    title: 'Das gibt es hier nicht mehr',
    advice: 'Es wurde vielleicht gelöscht oder verschoben. Gelöschte Bilder bleiben eine Weile im Papierkorb.'
  }),
  METHOD_NOT_ALLOWED: () => ({ title: 'Das geht hier nicht', advice: 'Nichts wurde geändert. Laden Sie die Seite neu: Vielleicht ist sie alt.' }),
  ALREADY_RUNNING: () => ({ title: 'Das läuft bereits', advice: 'Es geht von selbst weiter. Warte, bis es zu Ende ist.' }),
  CONFLICT: () => ({
    title: 'Das passt nicht zusammen',
    advice: 'Nichts wurde geändert. Der Name ist vergeben, oder jemand änderte dasselbe. Sehen Sie nach, und wiederholen Sie es.'
  }),
  SOURCE_FAILED: () => ({
    title: 'Die Adresse liefert keine Datei',
    advice: 'Nichts wurde hochgeladen. Öffnen Sie die Adresse im Browser, um zu sehen, ob sie geht, oder laden Sie die Datei selbst hoch.'
  }),
  WRONG_RECOVERY_KEY: () => ({
    title: 'Die Sicherung lässt sich nicht öffnen',
    advice: 'Nichts wurde wiederhergestellt oder geändert. Sie ist verschlüsselt: Geben Sie den Schlüssel ein, der beim Einschalten gezeigt wurde.'
  }),
  PATH_TAKEN: () => ({ title: 'Ein anderes Bild heißt schon so', advice: 'Beide sind sicher. Wählen Sie einen anderen Namen oder ein anderes Album.' }),
  ALBUM_NOT_EMPTY: () => ({ title: 'Im Album sind noch Bilder', advice: 'Nichts wurde gelöscht. Verschieben oder löschen Sie zuerst die Bilder.' }),
  NOT_READY: () => ({ title: 'Das Bild wird noch vorbereitet', advice: 'Es ist sicher. Versuchen Sie es gleich noch einmal.' }),
  TAKEN_DOWN: () => ({ title: 'Dies wurde entfernt', advice: 'Der Betreiber dieser Installation hat so entschieden. Fragen Sie ihn nach dem Grund.' }),
  WITHHELD: () => ({ title: 'Das Bild ist zurückgehalten', advice: 'Es wartet auf ein Urteil, oder jemand muss es freigeben.' }),
  HANDLE_TAKEN: () => ({ title: 'Der Name ist vergeben', advice: 'Ihr Name ist unverändert. Wählen Sie einen anderen.' }),
  INSUFFICIENT_CREDITS: () => ({ title: 'Das Guthaben reicht nicht', advice: 'Nichts wurde abgebucht oder begonnen. Kaufen Sie Credits, oder wählen Sie etwas, das weniger kostet.' }),
  BALANCE_FROZEN: () => ({ title: 'Das Guthaben ist gesperrt', advice: 'Eine Zahlung ist strittig. Nichts wurde abgebucht. Fragen Sie den Betreiber.' }),
  QUOTA_EXCEEDED: () => ({ title: 'Ihr Tarif hat keinen Platz mehr', advice: 'Nichts wurde hinzugefügt. Löschen Sie, was Sie nicht brauchen, oder bitten Sie den Betreiber um einen größeren.' }),
  ACCOUNT_CLOSING: () => ({ title: 'Dieses Konto wird gelöscht', advice: 'Sie können alles lesen und nichts ändern. Wer die Löschung zurücknimmt, kann wieder alles.' }),
  ACCOUNT_SUSPENDED: () => ({ title: 'Dieses Konto ist gesperrt', advice: 'Sie können alles lesen und nichts ändern. Fragen Sie den Betreiber.' }),
  FEATURE_OFF: () => ({ title: 'Diese Installation hat das nicht', advice: 'Nichts wurde geändert. Der Betreiber kann es einschalten.' }),
  LIMIT_REACHED: () => ({ title: 'Es ist kein Platz für noch eines', advice: 'Nichts wurde geändert. Entfernen Sie eines, das Sie nicht brauchen.' }),
  IDENTITY_TAKEN: () => ({
    title: 'Damit meldet man sich bei einem anderen Konto an',
    advice: 'Nichts wurde geändert. Entfernen Sie die Anmeldung dort, oder verbinden Sie eine andere.'
  }),
  IDENTITY_IN_USE: () => ({
    title: 'Diese Anmeldung hat ein eigenes Konto',
    advice: 'Nichts wurde geändert. Melden Sie sich damit an, exportieren Sie, was Sie brauchen, löschen Sie den Rest, und verbinden Sie sie dann hier.'
  }),
  IDENTITY_NEEDED: () => ({
    title: 'Diese Anmeldung bleibt',
    advice: 'Das Konto ist damit entstanden, so gibt es immer einen Zugang. Sie geht mit dem Konto.'
  }),
  IDEMPOTENCY_CONFLICT: () => ({ title: 'Das wurde zweimal gesendet', advice: 'Es geschieht höchstens einmal. Laden Sie die Seite neu.' }),
  GONE: () => ({ title: 'Das ist abgelaufen', advice: 'Es wird nicht mehr ausgeliefert. Sein Besitzer kann den Tag verschieben.' }),
  PRECONDITION_FAILED: () => ({
    title: 'Das wurde anderswo geändert',
    advice: 'Die andere Änderung ist sicher, Ihre nicht gespeichert. Sehen Sie beide an, und speichern Sie noch einmal.'
  }),
  PAYLOAD_TOO_LARGE: () => ({ title: 'Die Datei ist zu groß', advice: 'Höchstens 50 MB werden angenommen. Verkleinern Sie sie.' }),
  UNSUPPORTED_MEDIA_TYPE: () => ({
    title: 'Diese Art von Datei wird nicht unterstützt',
    advice: 'Nichts wurde hochgeladen. Speichern Sie sie als JPEG, PNG oder WebP.'
  }),
  VARIANT_TOO_LARGE: () => ({ title: 'Diese Größe ist zu groß', advice: 'Das Original ist sicher. Wählen Sie eine kleinere.' }),
  RATE_LIMIT_EXCEEDED: (seconds) => ({ title: 'Zu viele Anfragen', advice: `Nichts ist verloren. Versuchen Sie es ${wait(seconds)} noch einmal.` }),
  BUDGET_REACHED: () => ({
    title: 'Das Hochladen ist angehalten',
    advice: 'Das Budget des Betreibers für diesen Monat ist aufgebraucht. Ihre Bilder sind sicher. Fragen Sie den Betreiber, oder versuchen Sie es nächsten Monat noch einmal.'
  }),
  INTERNAL_ERROR: () => ({ title: 'Hier ist etwas schiefgegangen', advice: 'Ihre Bilder sind sicher. Versuchen Sie es noch einmal.' }),
  SERVICE_UNAVAILABLE: (seconds) => ({
    title: 'Im Moment nicht erreichbar',
    advice: `Ihre Bilder sind sicher. Versuchen Sie es ${wait(seconds)} noch einmal.`
  })
};
