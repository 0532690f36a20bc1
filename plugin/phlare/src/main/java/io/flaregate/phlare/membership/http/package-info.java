/** Other components' ring pages, and the HTTP client that other stores use too. */
@NullMarked
package io.flaregate.phlare.membership.http;

import org.jspecify.annotations.NullMarked;
