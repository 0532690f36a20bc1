/** The extension {@code phlare}: what the processors, exporters and receivers share. */
@NullMarked
package io.flaregate.phlare.extension;

import org.jspecify.annotations.NullMarked;
