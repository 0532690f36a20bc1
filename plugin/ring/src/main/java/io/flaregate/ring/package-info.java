/** The consistent-hash ring that names the ingesters of a series: pure, JDK only. */
@NullMarked
package io.flaregate.ring;

import org.jspecify.annotations.NullMarked;
