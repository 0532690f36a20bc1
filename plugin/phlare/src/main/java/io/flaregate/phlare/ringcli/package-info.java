/** The command {@code ring}: lists a ring, finds the ingesters of a series, follows changes. */
@NullMarked
package io.flaregate.phlare.ringcli;

import org.jspecify.annotations.NullMarked;
