package io.thalweg.storage.file.commit;

record ChangeCall<T>(Change<T> change, Reply<T> reply) implements Call {}
