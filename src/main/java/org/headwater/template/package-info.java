/**
 * Spreadsheet templates made from the dictionary: a community organization downloads the one for its kind of service, and
 * what it fills in maps without a question. What a template asks for is YAML below {@code mappings/templates}.
 */
@ApplicationModule(allowedDependencies = {"problem", "yaml", "dictionary", "terminology"})
@NullMarked
package org.headwater.template;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
