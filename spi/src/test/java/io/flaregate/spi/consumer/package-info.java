/** Tests of the laws that outcomes, results and answers keep to. */
@NullMarked
package io.flaregate.spi.consumer;

import org.jspecify.annotations.NullMarked;
