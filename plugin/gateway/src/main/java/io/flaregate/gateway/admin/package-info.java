/** The admin server: readiness, metrics, the index and the pages that components add. */
@NullMarked
package io.flaregate.gateway.admin;

import org.jspecify.annotations.NullMarked;
