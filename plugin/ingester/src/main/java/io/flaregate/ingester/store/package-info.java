/** Profiles on disk: one SQLite database in one locked directory, written by one thread. */
@NullMarked
package io.flaregate.ingester.store;

import org.jspecify.annotations.NullMarked;
