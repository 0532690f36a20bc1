/** The ingester over HTTP: {@code ingester.v1} as Connect speaks it, an API for people, a page. */
@NullMarked
package io.flaregate.ingester.http;

import org.jspecify.annotations.NullMarked;
