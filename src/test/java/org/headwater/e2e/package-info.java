/** Whole journeys: the gateway as a process of its own, from a sender's connection to the record served; and how fast it is. */
@NullMarked
package org.headwater.e2e;

import org.jspecify.annotations.NullMarked;
