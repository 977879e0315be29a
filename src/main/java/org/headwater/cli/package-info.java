/** The commands that need neither server nor database: {@code map}, {@code check}, {@code docs}. */
@ApplicationModule
@NullMarked
package org.headwater.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
