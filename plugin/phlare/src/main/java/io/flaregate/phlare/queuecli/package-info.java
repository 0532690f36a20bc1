/** The command {@code queue}: what waits in a write-ahead log, for operators. */
@NullMarked
package io.flaregate.phlare.queuecli;

import org.jspecify.annotations.NullMarked;
