/** {@code flaregate demo}: a gateway and three ingesters in one process, fed with real profiles. */
@NullMarked
package io.flaregate.distribution.demo;

import org.jspecify.annotations.NullMarked;
