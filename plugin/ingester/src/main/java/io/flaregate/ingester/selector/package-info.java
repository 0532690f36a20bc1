/** Label selectors in Prometheus' form: a parser, and matching of label sets. */
@NullMarked
package io.flaregate.ingester.selector;

import org.jspecify.annotations.NullMarked;
