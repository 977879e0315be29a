/** What tests of several modules share: databases, a running gateway. */
@NullMarked
package org.headwater.testing;

import org.jspecify.annotations.NullMarked;
