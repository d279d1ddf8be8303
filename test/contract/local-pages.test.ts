import { expect, test } from '@jest/globals';
import { STYLESHEET as LOCAL_STYLESHEET } from '../../local/pages/stylesheet';
import { STYLESHEET } from '../../src/pages/html/stylesheet';

test("the local gateway's pages look like the server's", () => {
  expect(LOCAL_STYLESHEET).toBe(STYLESHEET);
});
