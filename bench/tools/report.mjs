export default (_args, context) => {
  context.progress(1, 2);
  return 'done';
};
