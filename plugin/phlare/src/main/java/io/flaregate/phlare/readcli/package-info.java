/** The command {@code read}: what the ingesters of a ring hold, asked with the writes' quorum. */
@NullMarked
package io.flaregate.phlare.readcli;

import org.jspecify.annotations.NullMarked;
