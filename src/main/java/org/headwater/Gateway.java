package org.headwater;

import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.data.elasticsearch.ElasticsearchDataAutoConfiguration;
import org.springframework.boot.autoconfigure.elasticsearch.ElasticsearchClientAutoConfiguration;
import org.springframework.boot.autoconfigure.elasticsearch.ElasticsearchRestClientAutoConfiguration;
import org.springframework.boot.autoconfigure.quartz.QuartzAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/**
 * The running gateway. HAPI brings clients and a scheduler onto the class path that it sets up itself or does not use; Boot
 * would start a second one of each, so those are left out here.
 */
@SpringBootApplication(
        exclude = {
            QuartzAutoConfiguration.class,
            ElasticsearchRestClientAutoConfiguration.class,
            ElasticsearchClientAutoConfiguration.class,
            ElasticsearchDataAutoConfiguration.class
        })
@ConfigurationPropertiesScan
public class Gateway {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
