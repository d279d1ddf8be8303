require('no-such-package');
module.exports = () => 1;
