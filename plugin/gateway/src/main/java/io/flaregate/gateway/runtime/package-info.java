/** What components are given to run with: threads, timers, meters, each in its plugin's scope. */
@NullMarked
package io.flaregate.gateway.runtime;

import org.jspecify.annotations.NullMarked;
