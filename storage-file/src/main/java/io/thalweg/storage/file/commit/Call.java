package io.thalweg.storage.file.commit;

/** Something that the commit thread is asked for. */
interface Call {
  Reply<?> reply();
}
