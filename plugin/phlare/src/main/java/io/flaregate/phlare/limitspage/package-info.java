/** Pages that show the limits in force: of all tenants and of one. */
@NullMarked
package io.flaregate.phlare.limitspage;

import org.jspecify.annotations.NullMarked;
