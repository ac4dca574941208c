/** What a start needs to know, as of one commit; and how a start uses it. */
package io.thalweg.storage.file.checkpoint;
