package org.headwater.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.headwater.Gateway;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test against the whole gateway on PostgreSQL and random ports. All such tests of a JVM share one gateway and its
 * database (as long as they add no beans or properties of their own), so each must make its own people, feeds and ids.
 *
 * <p>The database survives the test; the data directory is a temporary one.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@SpringBootTest(classes = Gateway.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FreshPostgres.class)
public @interface GatewayTest {}
