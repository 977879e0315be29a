package org.headwater;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.jspecify.annotations.NullMarked;

/** The rules of structure that a reader may rely on. */
@AnalyzeClasses(packages = "org.headwater", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule ONLY_THE_STORE_SEES_HAPI_JPA = noClasses()
            .that()
            .resideOutsideOfPackage("org.headwater.fhirstore..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ca.uhn.fhir.jpa..", "ca.uhn.fhir.mdm..");

    @ArchTest
    static final ArchRule ONLY_INTAKE_SEES_CAMEL = noClasses()
            .that()
            .resideOutsideOfPackage("org.headwater.intake..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule ONLY_MESSAGE_SEES_THE_PARSERS_OF_FORMATS = noClasses()
            .that()
            .resideOutsideOfPackage("org.headwater.message..")
            .and()
            .resideOutsideOfPackage("org.headwater.demo..")
            .and()
            .resideOutsideOfPackage("org.headwater.template..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "de.siegmar.fastcsv..", "org.dhatim.fastexcel..", "org.apache.poi..", "javax.xml.stream..");

    @ArchTest
    static final ArchRule MODULES_FORM_NO_CYCLES = SlicesRuleDefinition.slices()
            .matching("org.headwater.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_COMMANDS_PRINT = noClasses()
            .that()
            .resideOutsideOfPackage("org.headwater.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule PACKAGES_ARE_NULL_MARKED = ArchRuleDefinition.classes()
            .that(new DescribedPredicate<JavaClass>("are in a module") {
                @Override
                public boolean test(JavaClass type) {
                    return !type.getPackageName().equals("org.headwater");
                }
            })
            .should(new ArchCondition<>("be in a null-marked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(
                            type, marked, type.getPackageName() + " has no @NullMarked package-info"));
                }
            });
}
