import { describe, expect, it } from 'vitest';
import { endpointOf, isUnderWay, providerOf, PROVIDERS, type Backup, type Provider } from './backup';

describe('providers', () => {
  it('are known again by the endpoints that they are given', () => {
    for (const provider of Object.keys(PROVIDERS) as Provider[]) {
      expect(providerOf(endpointOf(provider, PROVIDERS[provider].region))).toBe(provider);
    }
  });

  it('have the region in their endpoint', () => {
    expect(endpointOf('aws', 'eu-central-1')).toBe('https://s3.eu-central-1.amazonaws.com');
    expect(providerOf('https://minio.example.com')).toBe('other');
  });
});

describe('what is under way', () => {
  const nothing: Backup = { bucket: null, standing: null, restore: null, encryption: null };

  it('is a run or a restore that has not ended', () => {
    expect(isUnderWay(nothing)).toBe(false);
    expect(isUnderWay({ ...nothing, standing: { is_running: true } as Backup['standing'] })).toBe(true);
    expect(isUnderWay({ ...nothing, restore: { state: 'running' } as Backup['restore'] })).toBe(true);
    expect(isUnderWay({ ...nothing, restore: { state: 'done' } as Backup['restore'] })).toBe(false);
  });
});
