import { expect, it } from 'vitest';
import { addressesIn, nameAt } from './addresses';

it('finds a list of addresses, one in a line or beside each other, each once', () => {
  expect(addressesIn(' https://a.org/1.jpg\nhttps://a.org/2.jpg  http://b.org/3?x=1\r\nhttps://a.org/1.jpg\n')).toEqual([
    'https://a.org/1.jpg',
    'https://a.org/2.jpg',
    'http://b.org/3?x=1'
  ]);
});

it.each(['', '  \n', 'Look: https://a.org/1.jpg', 'https://', 'ftp://a.org/1.jpg', 'a.org/1.jpg'])('leaves %j alone', (words) => {
  expect(addressesIn(words)).toEqual([]);
});

it('names a picture by the end of its path', () => {
  expect(nameAt('https://a.org/x/gro%C3%9F.jpg?w=1')).toBe('groß.jpg');
  expect(nameAt('https://a.org/x/%ff.jpg')).toBe('%ff.jpg');
  expect(nameAt('https://a.org/')).toBe('a.org');
});
