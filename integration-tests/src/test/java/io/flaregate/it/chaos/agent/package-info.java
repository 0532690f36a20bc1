/** An agent that runs inside the gateway and writes down what was forced to disk. */
@NullMarked
package io.flaregate.it.chaos.agent;

import org.jspecify.annotations.NullMarked;
