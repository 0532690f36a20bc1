/**
 * What a user can configure of the exporter {@code phlare}, as immutable records that check
 * themselves.
 */
@NullMarked
package io.flaregate.phlare.config;

import org.jspecify.annotations.NullMarked;
