/** The file with the limits of single tenants, read again and again while the gateway runs. */
@NullMarked
package io.flaregate.phlare.overrides;

import org.jspecify.annotations.NullMarked;
