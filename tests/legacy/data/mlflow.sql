BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('dc11669786a5');
CREATE TABLE "assessments" (
	assessment_id VARCHAR(50) NOT NULL, 
	trace_id VARCHAR(50) NOT NULL, 
	name VARCHAR(250) NOT NULL, 
	assessment_type VARCHAR(20) NOT NULL, 
	value TEXT NOT NULL, 
	error TEXT, 
	created_timestamp BIGINT NOT NULL, 
	last_updated_timestamp BIGINT NOT NULL, 
	source_type VARCHAR(50) NOT NULL, 
	source_id VARCHAR(250), 
	run_id VARCHAR(32), 
	span_id VARCHAR(50), 
	rationale TEXT, 
	overrides VARCHAR(50), 
	valid BOOLEAN NOT NULL, 
	assessment_metadata TEXT, 
	experiment_id INTEGER, 
	trace_timestamp_ms BIGINT, 
	aggregate_value FLOAT, 
	is_numeric_value BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT assessments_pk PRIMARY KEY (assessment_id), 
	CONSTRAINT fk_assessments_trace_id FOREIGN KEY(trace_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE TABLE budget_policies (
	budget_policy_id VARCHAR(36) NOT NULL, 
	budget_unit VARCHAR(32) NOT NULL, 
	budget_amount FLOAT NOT NULL, 
	duration_unit VARCHAR(32) NOT NULL, 
	duration_value INTEGER NOT NULL, 
	target_scope VARCHAR(32) NOT NULL, 
	budget_action VARCHAR(32) NOT NULL, 
	created_by VARCHAR(255), 
	created_at BIGINT NOT NULL, 
	last_updated_by VARCHAR(255), 
	last_updated_at BIGINT NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, target_value VARCHAR(255), 
	CONSTRAINT budget_policies_pk PRIMARY KEY (budget_policy_id)
);
CREATE TABLE "datasets" (
	dataset_uuid VARCHAR(36) NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	name VARCHAR(500) NOT NULL, 
	digest VARCHAR(36) NOT NULL, 
	dataset_source_type VARCHAR(36) NOT NULL, 
	dataset_source TEXT NOT NULL, 
	dataset_schema TEXT, 
	dataset_profile TEXT, 
	CONSTRAINT dataset_pk PRIMARY KEY (experiment_id, name, digest), 
	CONSTRAINT fk_datasets_experiment_id_experiments FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE
);
INSERT INTO "datasets" VALUES('a38c3b57a0a14e0d83e57592730b6152',1,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00','local','{"found": "package"}',NULL,'{"num_examples": 1293, "shape": [8, 8, 1], "dtype": "uint8", "sha256": "8f8c1ccecdb19dd36e602b3a2f8e57296e0037d095afa9573640b3745a2eccd7"}');
INSERT INTO "datasets" VALUES('f368530d01984c3da8af4126ab05bb82',1,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e','local','{"found": "package"}',NULL,'{"num_examples": 360, "shape": [8, 8, 1], "dtype": "uint8", "sha256": "c796bea14f8f47042b38a9d7b7a5325bc33e18e4bfb027f52dfbc1a1a1bd6d82"}');
INSERT INTO "datasets" VALUES('bcbf1f3664944cb3b1114e0007575bd1',2,'linear-synthetic-train','ed1fce8a054d23db916da3eaa378625107c5','local','{"found": "generated"}',NULL,'{"num_examples": 1000, "shape": [2], "dtype": "float64", "sha256": "ed1fce8a054d23db916da3eaa378625107c5f8c1987d243c10bd0ed52c9db103"}');
INSERT INTO "datasets" VALUES('8ead4b6c43d34d45ba2c4a0d3450164a',2,'linear-synthetic-test','f1632ef97151c7e0d1fc51650722927b1bd3','local','{"found": "generated"}',NULL,'{"num_examples": 200, "shape": [2], "dtype": "float64", "sha256": "f1632ef97151c7e0d1fc51650722927b1bd311de2b12af7a02572f8c198806e4"}');
INSERT INTO "datasets" VALUES('f2c53b93a6254800879fc60bb65ca549',3,'gaussian-train','b50f6cc93850cc33854d997705f0e174f2f0','local','{"found": "generated"}',NULL,'{"num_examples": 100, "shape": [5], "dtype": "float64", "sha256": "b50f6cc93850cc33854d997705f0e174f2f025316defcf07ff630b4132910e82"}');
INSERT INTO "datasets" VALUES('68231b7070314b39ab7faa9347c75b5b',3,'gaussian-test','ad596c792b069a0db547cb42c1de28b221c1','local','{"found": "generated"}',NULL,'{"num_examples": 2, "shape": [5], "dtype": "float64", "sha256": "ad596c792b069a0db547cb42c1de28b221c1748562a330ec3a2b46dad71f5f7f"}');
CREATE TABLE endpoint_bindings (
	endpoint_id VARCHAR(36) NOT NULL, 
	resource_type VARCHAR(50) NOT NULL, 
	resource_id VARCHAR(255) NOT NULL, 
	created_at BIGINT NOT NULL, 
	created_by VARCHAR(255), 
	last_updated_at BIGINT NOT NULL, 
	last_updated_by VARCHAR(255), display_name VARCHAR(255), 
	CONSTRAINT endpoint_bindings_pk PRIMARY KEY (endpoint_id, resource_type, resource_id), 
	CONSTRAINT fk_endpoint_bindings_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE CASCADE
);
CREATE TABLE endpoint_model_mappings (
	mapping_id VARCHAR(36) NOT NULL, 
	endpoint_id VARCHAR(36) NOT NULL, 
	model_definition_id VARCHAR(36) NOT NULL, 
	weight FLOAT NOT NULL, 
	created_by VARCHAR(255), 
	created_at BIGINT NOT NULL, linkage_type VARCHAR(64) DEFAULT 'PRIMARY' NOT NULL, fallback_order INTEGER, 
	CONSTRAINT endpoint_model_mappings_pk PRIMARY KEY (mapping_id), 
	CONSTRAINT fk_endpoint_model_mappings_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE CASCADE, 
	CONSTRAINT fk_endpoint_model_mappings_model_definition_id FOREIGN KEY(model_definition_id) REFERENCES model_definitions (model_definition_id)
);
CREATE TABLE endpoint_tags (
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(5000), 
	endpoint_id VARCHAR(36) NOT NULL, 
	CONSTRAINT endpoint_tag_pk PRIMARY KEY ("key", endpoint_id), 
	CONSTRAINT fk_endpoint_tags_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE CASCADE
);
CREATE TABLE "endpoints" (
	endpoint_id VARCHAR(36) NOT NULL, 
	name VARCHAR(255), 
	created_by VARCHAR(255), 
	created_at BIGINT NOT NULL, 
	last_updated_by VARCHAR(255), 
	last_updated_at BIGINT NOT NULL, 
	routing_strategy VARCHAR(64), 
	fallback_config_json TEXT, 
	experiment_id INTEGER, 
	usage_tracking BOOLEAN DEFAULT '0' NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT endpoints_pk PRIMARY KEY (endpoint_id), 
	CONSTRAINT fk_endpoints_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE SET NULL, 
	CONSTRAINT uq_endpoints_workspace_name UNIQUE (workspace, name)
);
CREATE TABLE entity_associations (
	association_id VARCHAR(36) NOT NULL, 
	source_type VARCHAR(36) NOT NULL, 
	source_id VARCHAR(36) NOT NULL, 
	destination_type VARCHAR(36) NOT NULL, 
	destination_id VARCHAR(36) NOT NULL, 
	created_time BIGINT, 
	CONSTRAINT entity_associations_pk PRIMARY KEY (source_type, source_id, destination_type, destination_id)
);
CREATE TABLE "evaluation_dataset_records" (
	dataset_record_id VARCHAR(36) NOT NULL, 
	dataset_id VARCHAR(36) NOT NULL, 
	inputs JSON NOT NULL, 
	expectations JSON, 
	tags JSON, 
	source JSON, 
	source_id VARCHAR(36), 
	source_type VARCHAR(255), 
	created_time BIGINT, 
	last_update_time BIGINT, 
	created_by VARCHAR(255), 
	last_updated_by VARCHAR(255), 
	input_hash VARCHAR(64) NOT NULL, outputs JSON, 
	CONSTRAINT evaluation_dataset_records_pk PRIMARY KEY (dataset_record_id), 
	CONSTRAINT fk_evaluation_dataset_records_dataset_id FOREIGN KEY(dataset_id) REFERENCES evaluation_datasets (dataset_id) ON DELETE CASCADE, 
	CONSTRAINT unique_dataset_input UNIQUE (dataset_id, input_hash)
);
CREATE TABLE evaluation_dataset_tags (
	dataset_id VARCHAR(36) NOT NULL, 
	"key" VARCHAR(255) NOT NULL, 
	value VARCHAR(5000), 
	CONSTRAINT evaluation_dataset_tags_pk PRIMARY KEY (dataset_id, "key"), 
	CONSTRAINT fk_evaluation_dataset_tags_dataset_id FOREIGN KEY(dataset_id) REFERENCES evaluation_datasets (dataset_id) ON DELETE CASCADE
);
CREATE TABLE "evaluation_datasets" (
	dataset_id VARCHAR(36) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	schema TEXT, 
	profile TEXT, 
	digest VARCHAR(64), 
	created_time BIGINT, 
	last_update_time BIGINT, 
	created_by VARCHAR(255), 
	last_updated_by VARCHAR(255), 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT evaluation_datasets_pk PRIMARY KEY (dataset_id)
);
CREATE TABLE "experiment_tags" (
	"key" VARCHAR(250) NOT NULL, 
	value TEXT, 
	experiment_id INTEGER NOT NULL, 
	CONSTRAINT experiment_tag_pk PRIMARY KEY ("key", experiment_id), 
	FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id)
);
INSERT INTO "experiment_tags" VALUES('mlflow.experimentKind','custom_model_development',1);
INSERT INTO "experiment_tags" VALUES('mlflow.experimentKind','custom_model_development',2);
INSERT INTO "experiment_tags" VALUES('mlflow.experimentKind','custom_model_development',3);
CREATE TABLE "experiments" (
	experiment_id INTEGER NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	artifact_location VARCHAR(256), 
	lifecycle_stage VARCHAR(32), 
	creation_time BIGINT, 
	last_update_time BIGINT, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT experiment_pk PRIMARY KEY (experiment_id), 
	CONSTRAINT experiments_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')), 
	CONSTRAINT uq_experiments_workspace_name UNIQUE (workspace, name)
);
INSERT INTO "experiments" VALUES(0,'Default','@ROOT@/project/mlruns/0','active',1795858343101,1795858343101,'default');
INSERT INTO "experiments" VALUES(1,'digits','file://@ROOT@/project/mlruns/artifacts/digits','active',1795858343241,1795858343241,'default');
INSERT INTO "experiments" VALUES(2,'linear-synthetic','file://@ROOT@/project/mlruns/artifacts/linear-synthetic','active',1795858437654,1795858437654,'default');
INSERT INTO "experiments" VALUES(3,'gaussian','file://@ROOT@/project/mlruns/artifacts/gaussian','active',1795858460360,1795858460360,'default');
CREATE TABLE guardrail_configs (
	endpoint_id VARCHAR(36) NOT NULL, 
	guardrail_id VARCHAR(36) NOT NULL, 
	execution_order INTEGER, 
	created_by VARCHAR(255), 
	created_at BIGINT NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT guardrail_configs_pk PRIMARY KEY (endpoint_id, guardrail_id), 
	CONSTRAINT fk_guardrail_configs_endpoint_id FOREIGN KEY(endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE CASCADE, 
	CONSTRAINT fk_guardrail_configs_guardrail_id FOREIGN KEY(guardrail_id) REFERENCES guardrails (guardrail_id) ON DELETE CASCADE
);
CREATE TABLE guardrails (
	guardrail_id VARCHAR(36) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	scorer_id VARCHAR(36) NOT NULL, 
	scorer_version INTEGER NOT NULL, 
	stage VARCHAR(32) NOT NULL, 
	action VARCHAR(32) NOT NULL, 
	action_endpoint_id VARCHAR(36), 
	created_by VARCHAR(255), 
	created_at BIGINT NOT NULL, 
	last_updated_by VARCHAR(255), 
	last_updated_at BIGINT NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT guardrails_pk PRIMARY KEY (guardrail_id), 
	CONSTRAINT fk_guardrails_scorer_version FOREIGN KEY(scorer_id, scorer_version) REFERENCES scorer_versions (scorer_id, scorer_version), 
	CONSTRAINT fk_guardrails_action_endpoint_id FOREIGN KEY(action_endpoint_id) REFERENCES endpoints (endpoint_id) ON DELETE SET NULL
);
CREATE TABLE input_tags (
	input_uuid VARCHAR(36) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	value VARCHAR(500) NOT NULL, 
	CONSTRAINT input_tags_pk PRIMARY KEY (input_uuid, name)
);
INSERT INTO "input_tags" VALUES('55be2589b7bf4124b0018292e861f045','mlflow.data.context','training');
INSERT INTO "input_tags" VALUES('55be2589b7bf4124b0018292e861f045','sha256','8f8c1ccecdb19dd36e602b3a2f8e57296e0037d095afa9573640b3745a2eccd7');
INSERT INTO "input_tags" VALUES('fc06ec3913c44c04aad802f61200b831','mlflow.data.context','testing');
INSERT INTO "input_tags" VALUES('fc06ec3913c44c04aad802f61200b831','sha256','c796bea14f8f47042b38a9d7b7a5325bc33e18e4bfb027f52dfbc1a1a1bd6d82');
INSERT INTO "input_tags" VALUES('0aced3af8a664ecd8a3cd57f683cbf59','mlflow.data.context','training');
INSERT INTO "input_tags" VALUES('0aced3af8a664ecd8a3cd57f683cbf59','sha256','8f8c1ccecdb19dd36e602b3a2f8e57296e0037d095afa9573640b3745a2eccd7');
INSERT INTO "input_tags" VALUES('c8846124b05148608afacd9f5706da37','mlflow.data.context','testing');
INSERT INTO "input_tags" VALUES('c8846124b05148608afacd9f5706da37','sha256','c796bea14f8f47042b38a9d7b7a5325bc33e18e4bfb027f52dfbc1a1a1bd6d82');
INSERT INTO "input_tags" VALUES('acbcec12873f4cca9fde914751940a54','mlflow.data.context','training');
INSERT INTO "input_tags" VALUES('acbcec12873f4cca9fde914751940a54','sha256','8f8c1ccecdb19dd36e602b3a2f8e57296e0037d095afa9573640b3745a2eccd7');
INSERT INTO "input_tags" VALUES('f9cff55562254457a235d48d9ea3c6d6','mlflow.data.context','testing');
INSERT INTO "input_tags" VALUES('f9cff55562254457a235d48d9ea3c6d6','sha256','c796bea14f8f47042b38a9d7b7a5325bc33e18e4bfb027f52dfbc1a1a1bd6d82');
INSERT INTO "input_tags" VALUES('4e9d777d5a274d3dbf8f59ead189e5b0','mlflow.data.context','training');
INSERT INTO "input_tags" VALUES('4e9d777d5a274d3dbf8f59ead189e5b0','sha256','8f8c1ccecdb19dd36e602b3a2f8e57296e0037d095afa9573640b3745a2eccd7');
INSERT INTO "input_tags" VALUES('fc2cb02fb3e64fcdbd173d30593b733d','mlflow.data.context','testing');
INSERT INTO "input_tags" VALUES('fc2cb02fb3e64fcdbd173d30593b733d','sha256','c796bea14f8f47042b38a9d7b7a5325bc33e18e4bfb027f52dfbc1a1a1bd6d82');
INSERT INTO "input_tags" VALUES('083f7b282e614a4eaedf67b7f76cb232','mlflow.data.context','training');
INSERT INTO "input_tags" VALUES('083f7b282e614a4eaedf67b7f76cb232','sha256','ed1fce8a054d23db916da3eaa378625107c5f8c1987d243c10bd0ed52c9db103');
INSERT INTO "input_tags" VALUES('9b5a6c9ec6254fc6b24c0a08695c4ff7','mlflow.data.context','testing');
INSERT INTO "input_tags" VALUES('9b5a6c9ec6254fc6b24c0a08695c4ff7','sha256','f1632ef97151c7e0d1fc51650722927b1bd311de2b12af7a02572f8c198806e4');
INSERT INTO "input_tags" VALUES('3c50de111b884bc697ef8dff819e004b','mlflow.data.context','training');
INSERT INTO "input_tags" VALUES('3c50de111b884bc697ef8dff819e004b','sha256','b50f6cc93850cc33854d997705f0e174f2f025316defcf07ff630b4132910e82');
INSERT INTO "input_tags" VALUES('c0a29a7ea66d4cb0ba768275d44de15c','mlflow.data.context','testing');
INSERT INTO "input_tags" VALUES('c0a29a7ea66d4cb0ba768275d44de15c','sha256','ad596c792b069a0db547cb42c1de28b221c1748562a330ec3a2b46dad71f5f7f');
INSERT INTO "input_tags" VALUES('15d55b1b33bf4513bc790842ed15e23c','mlflow.data.context','training');
INSERT INTO "input_tags" VALUES('15d55b1b33bf4513bc790842ed15e23c','sha256','8f8c1ccecdb19dd36e602b3a2f8e57296e0037d095afa9573640b3745a2eccd7');
INSERT INTO "input_tags" VALUES('def497912b7f477d98f32a0ce871013f','mlflow.data.context','testing');
INSERT INTO "input_tags" VALUES('def497912b7f477d98f32a0ce871013f','sha256','c796bea14f8f47042b38a9d7b7a5325bc33e18e4bfb027f52dfbc1a1a1bd6d82');
CREATE TABLE inputs (
	input_uuid VARCHAR(36) NOT NULL, 
	source_type VARCHAR(36) NOT NULL, 
	source_id VARCHAR(36) NOT NULL, 
	destination_type VARCHAR(36) NOT NULL, 
	destination_id VARCHAR(36) NOT NULL, step BIGINT DEFAULT '0' NOT NULL, 
	CONSTRAINT inputs_pk PRIMARY KEY (source_type, source_id, destination_type, destination_id)
);
INSERT INTO "inputs" VALUES('55be2589b7bf4124b0018292e861f045','DATASET','a38c3b57a0a14e0d83e57592730b6152','RUN','85e74a9087204c26980e1ce4f5faa544',0);
INSERT INTO "inputs" VALUES('fc06ec3913c44c04aad802f61200b831','DATASET','f368530d01984c3da8af4126ab05bb82','RUN','85e74a9087204c26980e1ce4f5faa544',0);
INSERT INTO "inputs" VALUES('c5e885b0174a4006b2830c1ab7b90f3f','RUN_OUTPUT','85e74a9087204c26980e1ce4f5faa544','MODEL_OUTPUT','m-502ff88d9df54bbe80309c6ebf025929',3);
INSERT INTO "inputs" VALUES('0aced3af8a664ecd8a3cd57f683cbf59','DATASET','a38c3b57a0a14e0d83e57592730b6152','RUN','b569fc8bc83544e9bbcae1071bfbb641',0);
INSERT INTO "inputs" VALUES('c8846124b05148608afacd9f5706da37','DATASET','f368530d01984c3da8af4126ab05bb82','RUN','b569fc8bc83544e9bbcae1071bfbb641',0);
INSERT INTO "inputs" VALUES('70c4884d74884ee89717832370017965','RUN_OUTPUT','b569fc8bc83544e9bbcae1071bfbb641','MODEL_OUTPUT','m-f2bedc47e8544a46a14074fff04184e9',3);
INSERT INTO "inputs" VALUES('acbcec12873f4cca9fde914751940a54','DATASET','a38c3b57a0a14e0d83e57592730b6152','RUN','cf627d74978347eb882485ff53a74331',0);
INSERT INTO "inputs" VALUES('f9cff55562254457a235d48d9ea3c6d6','DATASET','f368530d01984c3da8af4126ab05bb82','RUN','cf627d74978347eb882485ff53a74331',0);
INSERT INTO "inputs" VALUES('4aff4f388d754d2da3f12578c1153353','RUN_OUTPUT','cf627d74978347eb882485ff53a74331','MODEL_OUTPUT','m-f2bedc47e8544a46a14074fff04184e9',0);
INSERT INTO "inputs" VALUES('4e9d777d5a274d3dbf8f59ead189e5b0','DATASET','a38c3b57a0a14e0d83e57592730b6152','RUN','9dadbd5282b24c0ca74cc1634992b388',0);
INSERT INTO "inputs" VALUES('fc2cb02fb3e64fcdbd173d30593b733d','DATASET','f368530d01984c3da8af4126ab05bb82','RUN','9dadbd5282b24c0ca74cc1634992b388',0);
INSERT INTO "inputs" VALUES('4f13193c437d420c87342aeea0c7e52e','RUN_OUTPUT','9dadbd5282b24c0ca74cc1634992b388','MODEL_OUTPUT','m-8c2b5d286110439f91ab186296873428',3);
INSERT INTO "inputs" VALUES('083f7b282e614a4eaedf67b7f76cb232','DATASET','bcbf1f3664944cb3b1114e0007575bd1','RUN','28ad44c48c9f4a8d8713246e8bef8982',0);
INSERT INTO "inputs" VALUES('9b5a6c9ec6254fc6b24c0a08695c4ff7','DATASET','8ead4b6c43d34d45ba2c4a0d3450164a','RUN','28ad44c48c9f4a8d8713246e8bef8982',0);
INSERT INTO "inputs" VALUES('5714733534654e26ba76b7b9de945687','RUN_OUTPUT','28ad44c48c9f4a8d8713246e8bef8982','MODEL_OUTPUT','m-f4034b84cf374fde954aec7aad611d5b',3);
INSERT INTO "inputs" VALUES('3c50de111b884bc697ef8dff819e004b','DATASET','f2c53b93a6254800879fc60bb65ca549','RUN','422a6a66469141ccb82c71b332186f01',0);
INSERT INTO "inputs" VALUES('c0a29a7ea66d4cb0ba768275d44de15c','DATASET','68231b7070314b39ab7faa9347c75b5b','RUN','422a6a66469141ccb82c71b332186f01',0);
INSERT INTO "inputs" VALUES('15d55b1b33bf4513bc790842ed15e23c','DATASET','a38c3b57a0a14e0d83e57592730b6152','RUN','249cafe2dca544608eeddd3f851943c1',0);
INSERT INTO "inputs" VALUES('def497912b7f477d98f32a0ce871013f','DATASET','f368530d01984c3da8af4126ab05bb82','RUN','249cafe2dca544608eeddd3f851943c1',0);
CREATE TABLE issues (
	issue_id VARCHAR(36) NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	name VARCHAR(250) NOT NULL, 
	description TEXT NOT NULL, 
	status VARCHAR(50) NOT NULL, 
	severity VARCHAR(50), 
	root_causes TEXT, 
	source_run_id VARCHAR(32), 
	categories TEXT, 
	created_timestamp BIGINT NOT NULL, 
	last_updated_timestamp BIGINT NOT NULL, 
	created_by VARCHAR(255), 
	CONSTRAINT issues_pk PRIMARY KEY (issue_id), 
	CONSTRAINT fk_issues_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE, 
	CONSTRAINT fk_issues_source_run_id FOREIGN KEY(source_run_id) REFERENCES runs (run_uuid) ON DELETE SET NULL
);
CREATE TABLE job_locks (
	lock_key VARCHAR(255) NOT NULL, 
	job_id VARCHAR(36) NOT NULL, 
	acquired_at BIGINT NOT NULL, 
	CONSTRAINT job_locks_pk PRIMARY KEY (lock_key), 
	CONSTRAINT fk_job_locks_job_id FOREIGN KEY(job_id) REFERENCES jobs (id) ON DELETE CASCADE
);
CREATE TABLE "jobs" (
	id VARCHAR(36) NOT NULL, 
	creation_time BIGINT NOT NULL, 
	job_name VARCHAR(500) NOT NULL, 
	params TEXT NOT NULL, 
	timeout FLOAT, 
	status INTEGER NOT NULL, 
	result TEXT, 
	retry_count INTEGER NOT NULL, 
	last_update_time BIGINT NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, status_details JSON, creator VARCHAR(255), executor_backend VARCHAR(255), lease_expires_at BIGINT, status_message TEXT, progress JSON, progress_updated_at BIGINT, token_hash VARCHAR(64), scoped_permissions JSON, next_attempt_at BIGINT, 
	CONSTRAINT jobs_pk PRIMARY KEY (id)
);
CREATE TABLE label_schemas (
	schema_id VARCHAR(36) NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	name VARCHAR(250) NOT NULL, 
	type VARCHAR(16) NOT NULL, 
	instruction TEXT, 
	enable_comment BOOLEAN DEFAULT '0' NOT NULL, 
	input_type VARCHAR(32) NOT NULL, 
	input_config TEXT NOT NULL, 
	created_by VARCHAR(255), 
	created_time BIGINT NOT NULL, 
	last_update_time BIGINT NOT NULL, 
	is_default BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT label_schemas_pk PRIMARY KEY (schema_id), 
	CONSTRAINT fk_label_schemas_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE, 
	CONSTRAINT uq_label_schemas_exp_name UNIQUE (experiment_id, name)
);
CREATE TABLE "latest_metrics" (
	"key" VARCHAR(250) NOT NULL, 
	value FLOAT NOT NULL, 
	timestamp BIGINT, 
	step BIGINT NOT NULL, 
	is_nan BOOLEAN NOT NULL, 
	run_uuid VARCHAR(32) NOT NULL, 
	CONSTRAINT latest_metric_pk PRIMARY KEY ("key", run_uuid), 
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid), 
	CHECK (is_nan IN (0, 1))
);
INSERT INTO "latest_metrics" VALUES('accuracy',3.15545231103897094726e-01,1795858350469,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('loss',2.09435582160949707031e+00,1795858350469,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('val_accuracy',2.91666656732559204101e-01,1795858350469,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('val_loss',2.05252838134765625e+00,1795858350469,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858350469,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('epoch_seconds',2.1022653599993645912e-01,1795858350469,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('examples_per_second',6.15050804052819876212e+03,1795858350469,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('system/cpu_utilization_percentage',0.0,1795858349217,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('system/system_memory_usage_megabytes',2181.0,1795858349217,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('system/system_memory_usage_percentage',8.6,1795858349217,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('system/disk_usage_percentage',26.3,1795858349217,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('system/disk_usage_megabytes',28672.7,1795858349217,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('system/disk_available_megabytes',80271.6,1795858349217,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('system/network_receive_megabytes',0.0,1795858349217,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('system/network_transmit_megabytes',0.0,1795858349217,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('test_reads',1.0,1795858351192,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('test_loss',2.0876563355298363156e+00,1795858351717,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('test_accuracy',2.77777777777777790113e-01,1795858351717,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('test_precision',1.28502919586252928318e-01,1795858351717,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('test_recall',3.01068345984722096631e-01,1795858351717,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('test_f1',1.76723954512614661593e-01,1795858351717,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('test_ece',1.24155587859243507486e-01,1795858351717,2,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('seconds_load',0.47,1795858357548,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('seconds_prepare',0.175,1795858357548,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('seconds_build',0.143,1795858357548,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('seconds_train',6.942,1795858357548,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('seconds_evaluate',0.541,1795858357548,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('seconds_register',2.478,1795858357548,0,0,'85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "latest_metrics" VALUES('accuracy',3.85924220085144042968e-01,1795858377059,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('loss',1.97139573097229,1795858377059,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('val_accuracy',4.02777791023254394531e-01,1795858377059,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('val_loss',1.91669356822967529296e+00,1795858377059,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858377059,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('epoch_seconds',1.55568818999881841591e-01,1795858377059,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('examples_per_second',8.311434182713581322e+03,1795858377059,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('test_reads',2.0,1795858377492,0,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('test_loss',1.95015094993634519049e+00,1795858377924,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('test_accuracy',3.7222222222222223209e-01,1795858377924,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('test_precision',2.95887845945054184237e-01,1795858377924,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('test_recall',4.22523823425151712207e-01,1795858377924,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('test_f1',2.89449432750403634617e-01,1795858377924,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('test_ece',2.06337110066359158411e-01,1795858377924,2,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('seconds_load',0.0,1795858382181,0,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('seconds_prepare',0.203,1795858382181,0,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('seconds_build',0.0,1795858382181,0,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('seconds_train',2.488,1795858382181,0,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('seconds_evaluate',0.475,1795858382181,0,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('seconds_register',2.137,1795858382181,0,0,'b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "latest_metrics" VALUES('accuracy',3.85924220085144042968e-01,1795858395518,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('loss',1.97139573097229,1795858395518,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('val_accuracy',4.02777791023254394531e-01,1795858395518,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('val_loss',1.91669356822967529296e+00,1795858395518,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858395518,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('epoch_seconds',1.55568818999881841591e-01,1795858395518,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('examples_per_second',8.311434182713581322e+03,1795858395518,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('test_loss',1.95015094993634519049e+00,1795858395683,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('test_accuracy',3.7222222222222223209e-01,1795858395683,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('test_precision',2.95887845945054184237e-01,1795858395683,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('test_recall',4.22523823425151712207e-01,1795858395683,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('test_f1',2.89449432750403634617e-01,1795858395683,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('test_ece',2.06337110066359158411e-01,1795858395683,2,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('seconds_load',0.0,1795858396181,0,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('seconds_prepare',0.0,1795858396181,0,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('seconds_build',0.0,1795858396181,0,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('seconds_train',0.0,1795858396181,0,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('seconds_evaluate',0.0,1795858396181,0,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('seconds_register',0.0,1795858396181,0,0,'cf627d74978347eb882485ff53a74331');
INSERT INTO "latest_metrics" VALUES('accuracy',7.6488786935806274414e-01,1795858418353,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('loss',8.23145985603332519531e-01,1795858418353,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('val_accuracy',7.91666686534881591796e-01,1795858418353,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('val_loss',7.07287669181823730468e-01,1795858418353,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('learning_rate',9.99999977648258209228e-03,1795858418353,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('epoch_seconds',8.40522619998864684021e-02,1795858418353,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('examples_per_second',1.53832861749960575254e+04,1795858418353,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('test_reads',3.0,1795858418594,0,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('test_loss',7.58568928971109390779e-01,1795858418926,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('test_accuracy',7.38888888888888928363e-01,1795858418926,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('test_precision',7.52821065093882135776e-01,1795858418926,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('test_recall',7.88742276874971670608e-01,1795858418926,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('test_f1',7.40461409824640370835e-01,1795858418926,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('test_ece',1.63707778775077916755e-01,1795858418926,2,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('seconds_load',0.0,1795858422410,0,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('seconds_prepare',0.0,1795858422410,0,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('seconds_build',0.0,1795858422410,0,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('seconds_train',2.911,1795858422410,0,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('seconds_evaluate',0.337,1795858422410,0,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('seconds_register',1.408,1795858422410,0,0,'9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "latest_metrics" VALUES('loss',9.74858921836130321025e-05,1795858439374,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('mae',8.00789520144462585449e-03,1795858439374,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('learning_rate',2.99999993294477462768e-02,1795858439374,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('epoch_seconds',2.4318944200012992951e-01,1795858439374,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('examples_per_second',4.11202061970875274712e+03,1795858439374,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('test_reads',1.0,1795858439711,0,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('test_mse',8.23661214460456474022e-05,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('test_rmse',0.00907557829816071,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('test_mae',7.49979233119381881456e-03,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('test_r2',9.99996231407679347924e-01,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('closed_form_test_rmse',0.00907138552267721,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('closed_form_max_difference',6.37581808040188491304e-04,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('test_rmse_over_closed_form',1.00046224526526361664e+00,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('parameter_max_error',4.58621978759676807158e-04,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('weight_x0',1.99982488155365,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('weight_x1',-3.39954137802124023437e+00,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('bias',4.199672698974609375e+00,1795858440097,2,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('seconds_load',0.092,1795858442607,0,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('seconds_prepare',0.017,1795858442607,0,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('seconds_build',0.061,1795858442607,0,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('seconds_train',1.614,1795858442607,0,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('seconds_evaluate',0.378,1795858442607,0,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('seconds_register',1.702,1795858442607,0,0,'28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "latest_metrics" VALUES('components_max_difference',3.33066907387546962127e-15,1795858463220,0,0,'422a6a66469141ccb82c71b332186f01');
INSERT INTO "latest_metrics" VALUES('coordinates_max_difference',1.95399252334027551114e-14,1795858463220,0,0,'422a6a66469141ccb82c71b332186f01');
INSERT INTO "latest_metrics" VALUES('explained_variance',4.74134033670628673995e-01,1795858463220,0,0,'422a6a66469141ccb82c71b332186f01');
INSERT INTO "latest_metrics" VALUES('share_1',2.4704995374065033542e-01,1795858463220,0,0,'422a6a66469141ccb82c71b332186f01');
INSERT INTO "latest_metrics" VALUES('share_2',2.27084079929978310818e-01,1795858463220,0,0,'422a6a66469141ccb82c71b332186f01');
INSERT INTO "latest_metrics" VALUES('seconds_load',0.22,1795858463674,0,0,'422a6a66469141ccb82c71b332186f01');
INSERT INTO "latest_metrics" VALUES('seconds_prepare',0.042,1795858463674,0,0,'422a6a66469141ccb82c71b332186f01');
INSERT INTO "latest_metrics" VALUES('seconds_compute',0.693,1795858463674,0,0,'422a6a66469141ccb82c71b332186f01');
INSERT INTO "latest_metrics" VALUES('seconds_evaluate',1.925,1795858463674,0,0,'422a6a66469141ccb82c71b332186f01');
INSERT INTO "latest_metrics" VALUES('accuracy',1.31477192044258117675e-01,1795858624613,0,0,'249cafe2dca544608eeddd3f851943c1');
INSERT INTO "latest_metrics" VALUES('loss',2.29193091392517089843e+00,1795858624613,0,0,'249cafe2dca544608eeddd3f851943c1');
INSERT INTO "latest_metrics" VALUES('val_accuracy',1.94444447755813598632e-01,1795858624613,0,0,'249cafe2dca544608eeddd3f851943c1');
INSERT INTO "latest_metrics" VALUES('val_loss',2.21000766754150390625e+00,1795858624613,0,0,'249cafe2dca544608eeddd3f851943c1');
INSERT INTO "latest_metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858624613,0,0,'249cafe2dca544608eeddd3f851943c1');
INSERT INTO "latest_metrics" VALUES('epoch_seconds',2.96369257800006380421e+00,1795858624613,0,0,'249cafe2dca544608eeddd3f851943c1');
INSERT INTO "latest_metrics" VALUES('examples_per_second',4.36280068181880153598e+02,1795858624613,0,0,'249cafe2dca544608eeddd3f851943c1');
CREATE TABLE logged_model_metrics (
	model_id VARCHAR(36) NOT NULL, 
	metric_name VARCHAR(500) NOT NULL, 
	metric_timestamp_ms BIGINT NOT NULL, 
	metric_step BIGINT NOT NULL, 
	metric_value FLOAT, 
	experiment_id INTEGER NOT NULL, 
	run_id VARCHAR(32) NOT NULL, 
	dataset_uuid VARCHAR(36), 
	dataset_name VARCHAR(500), 
	dataset_digest VARCHAR(36), 
	CONSTRAINT logged_model_metrics_pk PRIMARY KEY (model_id, metric_name, metric_timestamp_ms, metric_step, run_id), 
	CONSTRAINT fk_logged_model_metrics_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id), 
	CONSTRAINT fk_logged_model_metrics_model_id FOREIGN KEY(model_id) REFERENCES logged_models (model_id) ON DELETE CASCADE, 
	CONSTRAINT fk_logged_model_metrics_run_id FOREIGN KEY(run_id) REFERENCES runs (run_uuid) ON DELETE CASCADE
);
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','accuracy',1795858350469,2,3.15545231103897094726e-01,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','loss',1795858350469,2,2.09435582160949707031e+00,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','val_accuracy',1795858350469,2,2.91666656732559204101e-01,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','val_loss',1795858350469,2,2.05252838134765625e+00,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','test_reads',1795858351192,0,1.0,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','test_loss',1795858351717,2,2.0876563355298363156e+00,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','test_accuracy',1795858351717,2,2.77777777777777790113e-01,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','test_precision',1795858351717,2,1.28502919586252928318e-01,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','test_recall',1795858351717,2,3.01068345984722096631e-01,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','test_f1',1795858351717,2,1.76723954512614661593e-01,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-502ff88d9df54bbe80309c6ebf025929','test_ece',1795858351717,2,1.24155587859243507486e-01,1,'85e74a9087204c26980e1ce4f5faa544',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','accuracy',1795858377059,2,3.85924220085144042968e-01,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','loss',1795858377059,2,1.97139573097229,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','val_accuracy',1795858377059,2,4.02777791023254394531e-01,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','val_loss',1795858377059,2,1.91669356822967529296e+00,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','test_reads',1795858377492,0,2.0,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','test_loss',1795858377924,2,1.95015094993634519049e+00,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','test_accuracy',1795858377924,2,3.7222222222222223209e-01,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','test_precision',1795858377924,2,2.95887845945054184237e-01,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','test_recall',1795858377924,2,4.22523823425151712207e-01,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','test_f1',1795858377924,2,2.89449432750403634617e-01,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-f2bedc47e8544a46a14074fff04184e9','test_ece',1795858377924,2,2.06337110066359158411e-01,1,'b569fc8bc83544e9bbcae1071bfbb641',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','accuracy',1795858418353,2,7.6488786935806274414e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','loss',1795858418353,2,8.23145985603332519531e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','val_accuracy',1795858418353,2,7.91666686534881591796e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','val_loss',1795858418353,2,7.07287669181823730468e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-train','8f8c1ccecdb19dd36e602b3a2f8e57296e00');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','test_reads',1795858418594,0,3.0,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','test_loss',1795858418926,2,7.58568928971109390779e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','test_accuracy',1795858418926,2,7.38888888888888928363e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','test_precision',1795858418926,2,7.52821065093882135776e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','test_recall',1795858418926,2,7.88742276874971670608e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','test_f1',1795858418926,2,7.40461409824640370835e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-8c2b5d286110439f91ab186296873428','test_ece',1795858418926,2,1.63707778775077916755e-01,1,'9dadbd5282b24c0ca74cc1634992b388',NULL,'digits-test','c796bea14f8f47042b38a9d7b7a5325bc33e');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','loss',1795858439374,2,9.74858921836130321025e-05,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-train','ed1fce8a054d23db916da3eaa378625107c5');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','mae',1795858439374,2,8.00789520144462585449e-03,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-train','ed1fce8a054d23db916da3eaa378625107c5');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','test_reads',1795858439711,0,1.0,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-test','f1632ef97151c7e0d1fc51650722927b1bd3');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','test_mse',1795858440097,2,8.23661214460456474022e-05,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-test','f1632ef97151c7e0d1fc51650722927b1bd3');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','test_rmse',1795858440097,2,0.00907557829816071,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-test','f1632ef97151c7e0d1fc51650722927b1bd3');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','test_mae',1795858440097,2,7.49979233119381881456e-03,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-test','f1632ef97151c7e0d1fc51650722927b1bd3');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','test_r2',1795858440097,2,9.99996231407679347924e-01,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-test','f1632ef97151c7e0d1fc51650722927b1bd3');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','closed_form_test_rmse',1795858440097,2,0.00907138552267721,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-train','ed1fce8a054d23db916da3eaa378625107c5');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','closed_form_max_difference',1795858440097,2,6.37581808040188491304e-04,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-train','ed1fce8a054d23db916da3eaa378625107c5');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','test_rmse_over_closed_form',1795858440097,2,1.00046224526526361664e+00,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-test','f1632ef97151c7e0d1fc51650722927b1bd3');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','parameter_max_error',1795858440097,2,4.58621978759676807158e-04,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-train','ed1fce8a054d23db916da3eaa378625107c5');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','weight_x0',1795858440097,2,1.99982488155365,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-train','ed1fce8a054d23db916da3eaa378625107c5');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','weight_x1',1795858440097,2,-3.39954137802124023437e+00,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-train','ed1fce8a054d23db916da3eaa378625107c5');
INSERT INTO "logged_model_metrics" VALUES('m-f4034b84cf374fde954aec7aad611d5b','bias',1795858440097,2,4.199672698974609375e+00,2,'28ad44c48c9f4a8d8713246e8bef8982',NULL,'linear-synthetic-train','ed1fce8a054d23db916da3eaa378625107c5');
CREATE TABLE logged_model_params (
	model_id VARCHAR(36) NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	param_key VARCHAR(255) NOT NULL, 
	param_value TEXT NOT NULL, 
	CONSTRAINT logged_model_params_pk PRIMARY KEY (model_id, param_key), 
	CONSTRAINT fk_logged_model_params_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id), 
	CONSTRAINT fk_logged_model_params_model_id FOREIGN KEY(model_id) REFERENCES logged_models (model_id) ON DELETE CASCADE
);
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'name','digits-dense');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'dataset.name','digits');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'preprocessing.scale','unit');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'preprocessing.flatten','True');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'preprocessing.validation_split','0.1');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'model.name','mnist_dense');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'model.options.units','8');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.epochs','3');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.batch_size','32');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.repeat','1');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.optimizer.name','adam');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.loss.name','auto');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.loss.beta','1.0');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.penalty.l1','0.0');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.penalty.l2','0.0');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.label_smoothing','0.0');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.augmentation.flip','False');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'training.augmentation.shift','0');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'runtime.precision','auto');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'runtime.jit_compile','False');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'runtime.steps_per_execution','auto');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'runtime.deterministic','False');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'runtime.floatx','float32');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'runtime.checkpoint_seconds','30.0');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'gate.confidence','0.95');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'gate.min_difference','0.001');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'gate.max_class_drop','0.02');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'gate.max_ece_increase','0.02');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'gate.max_latency_ratio','10.0');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'gate.max_size_mb','500.0');
INSERT INTO "logged_model_params" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'seed','1');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'name','digits-dense');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'dataset.name','digits');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'preprocessing.scale','unit');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'preprocessing.flatten','True');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'preprocessing.validation_split','0.1');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'model.name','mnist_dense');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'model.options.units','8');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.epochs','3');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.batch_size','32');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.repeat','1');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.optimizer.name','adam');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.loss.name','auto');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.loss.beta','1.0');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.penalty.l1','0.0');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.penalty.l2','0.0');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.label_smoothing','0.0');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.augmentation.flip','False');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'training.augmentation.shift','0');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'runtime.precision','auto');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'runtime.jit_compile','False');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'runtime.steps_per_execution','auto');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'runtime.deterministic','False');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'runtime.floatx','float32');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'runtime.checkpoint_seconds','30.0');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'gate.confidence','0.95');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'gate.min_difference','0.001');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'gate.max_class_drop','0.02');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'gate.max_ece_increase','0.02');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'gate.max_latency_ratio','10.0');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'gate.max_size_mb','500.0');
INSERT INTO "logged_model_params" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'seed','2');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'name','digits-dense');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'dataset.name','digits');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'preprocessing.scale','unit');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'preprocessing.flatten','True');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'preprocessing.validation_split','0.1');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'model.name','mnist_dense');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'model.options.units','8');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.epochs','3');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.batch_size','32');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.repeat','1');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.optimizer.name','adam');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.optimizer.learning_rate','0.01');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.loss.name','auto');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.loss.beta','1.0');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.penalty.l1','0.0');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.penalty.l2','0.0');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.label_smoothing','0.0');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.augmentation.flip','False');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'training.augmentation.shift','0');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'runtime.precision','auto');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'runtime.jit_compile','False');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'runtime.steps_per_execution','auto');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'runtime.deterministic','False');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'runtime.floatx','float32');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'runtime.checkpoint_seconds','30.0');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'gate.confidence','0.95');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'gate.min_difference','0.001');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'gate.max_class_drop','0.02');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'gate.max_ece_increase','0.02');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'gate.max_latency_ratio','10.0');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'gate.max_size_mb','500.0');
INSERT INTO "logged_model_params" VALUES('m-8c2b5d286110439f91ab186296873428',1,'seed','1');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'name','linear-synthetic');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'dataset.name','linear-synthetic');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'preprocessing.scale','none');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'preprocessing.flatten','False');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'preprocessing.validation_split','0.0');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'model.name','linear_regression');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'model.kernel_stddev','0.01');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.epochs','3');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.batch_size','10');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.repeat','1');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.optimizer.name','sgd');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.optimizer.learning_rate','0.03');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.loss.name','mean_squared_error');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.loss.beta','1.0');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.penalty.l1','0.0');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.penalty.l2','0.0');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.label_smoothing','0.0');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.augmentation.flip','False');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'training.augmentation.shift','0');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'runtime.precision','auto');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'runtime.jit_compile','auto');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'runtime.steps_per_execution','auto');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'runtime.deterministic','False');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'runtime.floatx','float32');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'runtime.checkpoint_seconds','30.0');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'gate.confidence','0.95');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'gate.min_difference','0.001');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'gate.max_class_drop','0.02');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'gate.max_ece_increase','0.02');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'gate.max_latency_ratio','10.0');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'gate.max_size_mb','500.0');
INSERT INTO "logged_model_params" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'seed','0');
CREATE TABLE logged_model_tags (
	model_id VARCHAR(36) NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	tag_key VARCHAR(255) NOT NULL, 
	tag_value TEXT NOT NULL, 
	CONSTRAINT logged_model_tags_pk PRIMARY KEY (model_id, tag_key), 
	CONSTRAINT fk_logged_model_tags_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id), 
	CONSTRAINT fk_logged_model_tags_model_id FOREIGN KEY(model_id) REFERENCES logged_models (model_id) ON DELETE CASCADE
);
INSERT INTO "logged_model_tags" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'mlflow.modelVersions','[{"name": "digits", "version": "1"}]');
INSERT INTO "logged_model_tags" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'mlflow.modelVersions','[{"name": "digits", "version": "2"}]');
INSERT INTO "logged_model_tags" VALUES('m-8c2b5d286110439f91ab186296873428',1,'mlflow.modelVersions','[{"name": "digits", "version": "3"}]');
INSERT INTO "logged_model_tags" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'mlflow.modelVersions','[{"name": "linear-synthetic", "version": "1"}]');
CREATE TABLE logged_models (
	model_id VARCHAR(36) NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	name VARCHAR(500) NOT NULL, 
	artifact_location VARCHAR(1000) NOT NULL, 
	creation_timestamp_ms BIGINT NOT NULL, 
	last_updated_timestamp_ms BIGINT NOT NULL, 
	status INTEGER NOT NULL, 
	lifecycle_stage VARCHAR(32), 
	model_type VARCHAR(500), 
	source_run_id VARCHAR(32), 
	status_message VARCHAR(1000), 
	CONSTRAINT logged_models_pk PRIMARY KEY (model_id), 
	CONSTRAINT logged_models_lifecycle_stage_check CHECK (lifecycle_stage IN ('active', 'deleted')), 
	CONSTRAINT fk_logged_models_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE
);
INSERT INTO "logged_models" VALUES('m-502ff88d9df54bbe80309c6ebf025929',1,'model','file://@ROOT@/project/mlruns/artifacts/digits/models/m-502ff88d9df54bbe80309c6ebf025929/artifacts',1795858352365,1795858354147,2,'active',NULL,'85e74a9087204c26980e1ce4f5faa544',NULL);
INSERT INTO "logged_models" VALUES('m-f2bedc47e8544a46a14074fff04184e9',1,'model','file://@ROOT@/project/mlruns/artifacts/digits/models/m-f2bedc47e8544a46a14074fff04184e9/artifacts',1795858378362,1795858380082,2,'active',NULL,'b569fc8bc83544e9bbcae1071bfbb641',NULL);
INSERT INTO "logged_models" VALUES('m-8c2b5d286110439f91ab186296873428',1,'model','file://@ROOT@/project/mlruns/artifacts/digits/models/m-8c2b5d286110439f91ab186296873428/artifacts',1795858419344,1795858420343,2,'active',NULL,'9dadbd5282b24c0ca74cc1634992b388',NULL);
INSERT INTO "logged_models" VALUES('m-f4034b84cf374fde954aec7aad611d5b',2,'model','file://@ROOT@/project/mlruns/artifacts/linear-synthetic/models/m-f4034b84cf374fde954aec7aad611d5b/artifacts',1795858440460,1795858441846,2,'active',NULL,'28ad44c48c9f4a8d8713246e8bef8982',NULL);
CREATE TABLE mcp_access_endpoints (
	id VARCHAR(36) NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	server_name VARCHAR(256) NOT NULL, 
	server_version VARCHAR(128), 
	server_alias VARCHAR(256), 
	url VARCHAR(2048) NOT NULL, 
	transport_type VARCHAR(32) DEFAULT 'streamable-http' NOT NULL, 
	created_by VARCHAR(256), 
	last_updated_by VARCHAR(256), 
	created_at BIGINT NOT NULL, 
	last_updated_at BIGINT NOT NULL, 
	CONSTRAINT mcp_access_endpoints_pk PRIMARY KEY (id), 
	CONSTRAINT mcp_access_endpoints_server_fkey FOREIGN KEY(workspace, server_name) REFERENCES mcp_servers (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE mcp_server_aliases (
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	alias VARCHAR(256) NOT NULL, 
	version VARCHAR(128) NOT NULL, 
	CONSTRAINT mcp_server_aliases_pk PRIMARY KEY (workspace, name, alias), 
	CONSTRAINT mcp_server_aliases_server_fkey FOREIGN KEY(workspace, name) REFERENCES mcp_servers (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE mcp_server_tags (
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(5000), 
	CONSTRAINT mcp_server_tags_pk PRIMARY KEY (workspace, name, "key"), 
	CONSTRAINT mcp_server_tags_server_fkey FOREIGN KEY(workspace, name) REFERENCES mcp_servers (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE mcp_server_version_tags (
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	version VARCHAR(128) NOT NULL, 
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(5000), 
	CONSTRAINT mcp_server_version_tags_pk PRIMARY KEY (workspace, name, version, "key"), 
	CONSTRAINT mcp_server_version_tags_version_fkey FOREIGN KEY(workspace, name, version) REFERENCES mcp_server_versions (workspace, name, version) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE mcp_server_versions (
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	version VARCHAR(128) NOT NULL, 
	version_major INTEGER NOT NULL, 
	version_minor INTEGER NOT NULL, 
	version_patch INTEGER NOT NULL, 
	version_prerelease_sort_key VARCHAR(512) NOT NULL, 
	server_json JSON NOT NULL, 
	status VARCHAR(20) DEFAULT 'draft' NOT NULL, 
	tools JSON, 
	source VARCHAR(512), 
	connect_options JSON, 
	created_by VARCHAR(256), 
	last_updated_by VARCHAR(256), 
	created_at BIGINT NOT NULL, 
	last_updated_at BIGINT NOT NULL, 
	CONSTRAINT mcp_server_versions_pk PRIMARY KEY (workspace, name, version), 
	CONSTRAINT mcp_server_versions_server_fkey FOREIGN KEY(workspace, name) REFERENCES mcp_servers (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE mcp_servers (
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	display_name VARCHAR(256), 
	description TEXT, 
	icons JSON, 
	created_by VARCHAR(256), 
	last_updated_by VARCHAR(256), 
	created_at BIGINT NOT NULL, 
	last_updated_at BIGINT NOT NULL, 
	CONSTRAINT mcp_servers_pk PRIMARY KEY (workspace, name)
);
CREATE TABLE "metrics" (
	"key" VARCHAR(250) NOT NULL, 
	value FLOAT NOT NULL, 
	timestamp BIGINT NOT NULL, 
	run_uuid VARCHAR(32) NOT NULL, 
	step BIGINT DEFAULT '0' NOT NULL, 
	is_nan BOOLEAN DEFAULT '0' NOT NULL, 
	CONSTRAINT metric_pk PRIMARY KEY ("key", timestamp, step, run_uuid, value, is_nan), 
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid), 
	CHECK (is_nan IN (0, 1))
);
INSERT INTO "metrics" VALUES('accuracy',2.08043307065963745117e-01,1795858348662,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('loss',2.29263520240783691406e+00,1795858348662,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('val_accuracy',2.0833332836627960205e-01,1795858348662,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('val_loss',2.24051761627197265625e+00,1795858348662,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858348662,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('epoch_seconds',4.15892272099995352618e+00,1795858348662,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('examples_per_second',3.10897818194880187553e+02,1795858348662,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('system/cpu_utilization_percentage',0.0,1795858349217,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('system/system_memory_usage_megabytes',2181.0,1795858349217,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('system/system_memory_usage_percentage',8.6,1795858349217,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('system/disk_usage_percentage',26.3,1795858349217,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('system/disk_usage_megabytes',28672.7,1795858349217,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('system/disk_available_megabytes',80271.6,1795858349217,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('system/network_receive_megabytes',0.0,1795858349217,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('system/network_transmit_megabytes',0.0,1795858349217,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('accuracy',2.52900242805480957031e-01,1795858350183,'85e74a9087204c26980e1ce4f5faa544',1,0);
INSERT INTO "metrics" VALUES('loss',2.18793964385986328125e+00,1795858350183,'85e74a9087204c26980e1ce4f5faa544',1,0);
INSERT INTO "metrics" VALUES('val_accuracy',2.56944447755813598632e-01,1795858350183,'85e74a9087204c26980e1ce4f5faa544',1,0);
INSERT INTO "metrics" VALUES('val_loss',2.14816784858703613281e+00,1795858350183,'85e74a9087204c26980e1ce4f5faa544',1,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858350183,'85e74a9087204c26980e1ce4f5faa544',1,0);
INSERT INTO "metrics" VALUES('epoch_seconds',1.41445876400007364281e+00,1795858350183,'85e74a9087204c26980e1ce4f5faa544',1,0);
INSERT INTO "metrics" VALUES('examples_per_second',9.14130572702883455356e+02,1795858350183,'85e74a9087204c26980e1ce4f5faa544',1,0);
INSERT INTO "metrics" VALUES('accuracy',3.15545231103897094726e-01,1795858350469,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('loss',2.09435582160949707031e+00,1795858350469,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('val_accuracy',2.91666656732559204101e-01,1795858350469,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('val_loss',2.05252838134765625e+00,1795858350469,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858350469,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('epoch_seconds',2.1022653599993645912e-01,1795858350469,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('examples_per_second',6.15050804052819876212e+03,1795858350469,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('test_reads',1.0,1795858351192,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('test_loss',2.0876563355298363156e+00,1795858351717,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('test_accuracy',2.77777777777777790113e-01,1795858351717,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('test_precision',1.28502919586252928318e-01,1795858351717,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('test_recall',3.01068345984722096631e-01,1795858351717,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('test_f1',1.76723954512614661593e-01,1795858351717,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('test_ece',1.24155587859243507486e-01,1795858351717,'85e74a9087204c26980e1ce4f5faa544',2,0);
INSERT INTO "metrics" VALUES('seconds_load',0.47,1795858357548,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('seconds_prepare',0.175,1795858357548,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('seconds_build',0.143,1795858357548,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('seconds_train',6.942,1795858357548,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('seconds_evaluate',0.541,1795858357548,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('seconds_register',2.478,1795858357548,'85e74a9087204c26980e1ce4f5faa544',0,0);
INSERT INTO "metrics" VALUES('accuracy',1.93348795175552368164e-01,1795858376627,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('loss',2.21931529045105,1795858376627,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('val_accuracy',2.29166671633720397949e-01,1795858376627,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('val_loss',2.16929483413696289062e+00,1795858376627,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858376627,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('epoch_seconds',1.67934246100003292667e+00,1795858376627,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('examples_per_second',7.69944207347696305985e+02,1795858376627,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('accuracy',3.194122314453125e-01,1795858376878,'b569fc8bc83544e9bbcae1071bfbb641',1,0);
INSERT INTO "metrics" VALUES('loss',2.09722185134887695312e+00,1795858376878,'b569fc8bc83544e9bbcae1071bfbb641',1,0);
INSERT INTO "metrics" VALUES('val_accuracy',0.375,1795858376878,'b569fc8bc83544e9bbcae1071bfbb641',1,0);
INSERT INTO "metrics" VALUES('val_loss',2.04413342475891113281e+00,1795858376878,'b569fc8bc83544e9bbcae1071bfbb641',1,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858376878,'b569fc8bc83544e9bbcae1071bfbb641',1,0);
INSERT INTO "metrics" VALUES('epoch_seconds',2.00585680999893156695e-01,1795858376878,'b569fc8bc83544e9bbcae1071bfbb641',1,0);
INSERT INTO "metrics" VALUES('examples_per_second',6.4461231407674049478e+03,1795858376878,'b569fc8bc83544e9bbcae1071bfbb641',1,0);
INSERT INTO "metrics" VALUES('accuracy',3.85924220085144042968e-01,1795858377059,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('loss',1.97139573097229,1795858377059,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('val_accuracy',4.02777791023254394531e-01,1795858377059,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('val_loss',1.91669356822967529296e+00,1795858377059,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858377059,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('epoch_seconds',1.55568818999881841591e-01,1795858377059,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('examples_per_second',8.311434182713581322e+03,1795858377059,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('test_reads',2.0,1795858377492,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('test_loss',1.95015094993634519049e+00,1795858377924,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('test_accuracy',3.7222222222222223209e-01,1795858377924,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('test_precision',2.95887845945054184237e-01,1795858377924,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('test_recall',4.22523823425151712207e-01,1795858377924,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('test_f1',2.89449432750403634617e-01,1795858377924,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('test_ece',2.06337110066359158411e-01,1795858377924,'b569fc8bc83544e9bbcae1071bfbb641',2,0);
INSERT INTO "metrics" VALUES('seconds_load',0.0,1795858382181,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('seconds_prepare',0.203,1795858382181,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('seconds_build',0.0,1795858382181,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('seconds_train',2.488,1795858382181,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('seconds_evaluate',0.475,1795858382181,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('seconds_register',2.137,1795858382181,'b569fc8bc83544e9bbcae1071bfbb641',0,0);
INSERT INTO "metrics" VALUES('accuracy',1.93348795175552368164e-01,1795858395518,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('accuracy',3.194122314453125e-01,1795858395518,'cf627d74978347eb882485ff53a74331',1,0);
INSERT INTO "metrics" VALUES('accuracy',3.85924220085144042968e-01,1795858395518,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('loss',2.21931529045105,1795858395518,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('loss',2.09722185134887695312e+00,1795858395518,'cf627d74978347eb882485ff53a74331',1,0);
INSERT INTO "metrics" VALUES('loss',1.97139573097229,1795858395518,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('val_accuracy',2.29166671633720397949e-01,1795858395518,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('val_accuracy',0.375,1795858395518,'cf627d74978347eb882485ff53a74331',1,0);
INSERT INTO "metrics" VALUES('val_accuracy',4.02777791023254394531e-01,1795858395518,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('val_loss',2.16929483413696289062e+00,1795858395518,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('val_loss',2.04413342475891113281e+00,1795858395518,'cf627d74978347eb882485ff53a74331',1,0);
INSERT INTO "metrics" VALUES('val_loss',1.91669356822967529296e+00,1795858395518,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858395518,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858395518,'cf627d74978347eb882485ff53a74331',1,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858395518,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('epoch_seconds',1.67934246100003292667e+00,1795858395518,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('epoch_seconds',2.00585680999893156695e-01,1795858395518,'cf627d74978347eb882485ff53a74331',1,0);
INSERT INTO "metrics" VALUES('epoch_seconds',1.55568818999881841591e-01,1795858395518,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('examples_per_second',7.69944207347696305985e+02,1795858395518,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('examples_per_second',6.4461231407674049478e+03,1795858395518,'cf627d74978347eb882485ff53a74331',1,0);
INSERT INTO "metrics" VALUES('examples_per_second',8.311434182713581322e+03,1795858395518,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('test_loss',1.95015094993634519049e+00,1795858395683,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('test_accuracy',3.7222222222222223209e-01,1795858395683,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('test_precision',2.95887845945054184237e-01,1795858395683,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('test_recall',4.22523823425151712207e-01,1795858395683,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('test_f1',2.89449432750403634617e-01,1795858395683,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('test_ece',2.06337110066359158411e-01,1795858395683,'cf627d74978347eb882485ff53a74331',2,0);
INSERT INTO "metrics" VALUES('seconds_load',0.0,1795858396181,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('seconds_prepare',0.0,1795858396181,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('seconds_build',0.0,1795858396181,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('seconds_train',0.0,1795858396181,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('seconds_evaluate',0.0,1795858396181,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('seconds_register',0.0,1795858396181,'cf627d74978347eb882485ff53a74331',0,0);
INSERT INTO "metrics" VALUES('accuracy',3.194122314453125e-01,1795858417497,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('loss',1.97455513477325439453e+00,1795858417497,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('val_accuracy',4.79166656732559204101e-01,1795858417497,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('val_loss',1.58735704421997070312e+00,1795858417497,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('learning_rate',9.99999977648258209228e-03,1795858417497,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('epoch_seconds',1.77868405999993228761e+00,1795858417497,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('examples_per_second',7.26941916823637143338e+02,1795858417497,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('accuracy',5.9474092721939086914e-01,1795858418253,'9dadbd5282b24c0ca74cc1634992b388',1,0);
INSERT INTO "metrics" VALUES('loss',1.30164408683776855468e+00,1795858418253,'9dadbd5282b24c0ca74cc1634992b388',1,0);
INSERT INTO "metrics" VALUES('val_accuracy',7.01388895511627197265e-01,1795858418253,'9dadbd5282b24c0ca74cc1634992b388',1,0);
INSERT INTO "metrics" VALUES('val_loss',1.03104376792907714843e+00,1795858418253,'9dadbd5282b24c0ca74cc1634992b388',1,0);
INSERT INTO "metrics" VALUES('learning_rate',9.99999977648258209228e-03,1795858418253,'9dadbd5282b24c0ca74cc1634992b388',1,0);
INSERT INTO "metrics" VALUES('epoch_seconds',0.710988111000006,1795858418253,'9dadbd5282b24c0ca74cc1634992b388',1,0);
INSERT INTO "metrics" VALUES('examples_per_second',1.8185958105282425094e+03,1795858418253,'9dadbd5282b24c0ca74cc1634992b388',1,0);
INSERT INTO "metrics" VALUES('accuracy',7.6488786935806274414e-01,1795858418353,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('loss',8.23145985603332519531e-01,1795858418353,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('val_accuracy',7.91666686534881591796e-01,1795858418353,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('val_loss',7.07287669181823730468e-01,1795858418353,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('learning_rate',9.99999977648258209228e-03,1795858418353,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('epoch_seconds',8.40522619998864684021e-02,1795858418353,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('examples_per_second',1.53832861749960575254e+04,1795858418353,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('test_reads',3.0,1795858418594,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('test_loss',7.58568928971109390779e-01,1795858418926,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('test_accuracy',7.38888888888888928363e-01,1795858418926,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('test_precision',7.52821065093882135776e-01,1795858418926,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('test_recall',7.88742276874971670608e-01,1795858418926,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('test_f1',7.40461409824640370835e-01,1795858418926,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('test_ece',1.63707778775077916755e-01,1795858418926,'9dadbd5282b24c0ca74cc1634992b388',2,0);
INSERT INTO "metrics" VALUES('seconds_load',0.0,1795858422410,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('seconds_prepare',0.0,1795858422410,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('seconds_build',0.0,1795858422410,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('seconds_train',2.911,1795858422410,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('seconds_evaluate',0.337,1795858422410,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('seconds_register',1.408,1795858422410,'9dadbd5282b24c0ca74cc1634992b388',0,0);
INSERT INTO "metrics" VALUES('loss',2.86630654335021972656e+00,1795858438919,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('mae',8.08131814002990722656e-01,1795858438919,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('learning_rate',2.99999993294477462768e-02,1795858438919,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('epoch_seconds',9.63096358000029795221e-01,1795858438919,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('examples_per_second',1.03831770486247546611e+03,1795858438919,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('loss',1.07086001662537455558e-04,1795858439108,'28ad44c48c9f4a8d8713246e8bef8982',1,0);
INSERT INTO "metrics" VALUES('mae',8.28280486166477203369e-03,1795858439108,'28ad44c48c9f4a8d8713246e8bef8982',1,0);
INSERT INTO "metrics" VALUES('learning_rate',2.99999993294477462768e-02,1795858439108,'28ad44c48c9f4a8d8713246e8bef8982',1,0);
INSERT INTO "metrics" VALUES('epoch_seconds',1.41629712999929324723e-01,1795858439108,'28ad44c48c9f4a8d8713246e8bef8982',1,0);
INSERT INTO "metrics" VALUES('examples_per_second',7.06066529980540872214e+03,1795858439108,'28ad44c48c9f4a8d8713246e8bef8982',1,0);
INSERT INTO "metrics" VALUES('loss',9.74858921836130321025e-05,1795858439374,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('mae',8.00789520144462585449e-03,1795858439374,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('learning_rate',2.99999993294477462768e-02,1795858439374,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('epoch_seconds',2.4318944200012992951e-01,1795858439374,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('examples_per_second',4.11202061970875274712e+03,1795858439374,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('test_reads',1.0,1795858439711,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('test_mse',8.23661214460456474022e-05,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('test_rmse',0.00907557829816071,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('test_mae',7.49979233119381881456e-03,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('test_r2',9.99996231407679347924e-01,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('closed_form_test_rmse',0.00907138552267721,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('closed_form_max_difference',6.37581808040188491304e-04,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('test_rmse_over_closed_form',1.00046224526526361664e+00,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('parameter_max_error',4.58621978759676807158e-04,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('weight_x0',1.99982488155365,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('weight_x1',-3.39954137802124023437e+00,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('bias',4.199672698974609375e+00,1795858440097,'28ad44c48c9f4a8d8713246e8bef8982',2,0);
INSERT INTO "metrics" VALUES('seconds_load',0.092,1795858442607,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('seconds_prepare',0.017,1795858442607,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('seconds_build',0.061,1795858442607,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('seconds_train',1.614,1795858442607,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('seconds_evaluate',0.378,1795858442607,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('seconds_register',1.702,1795858442607,'28ad44c48c9f4a8d8713246e8bef8982',0,0);
INSERT INTO "metrics" VALUES('components_max_difference',3.33066907387546962127e-15,1795858463220,'422a6a66469141ccb82c71b332186f01',0,0);
INSERT INTO "metrics" VALUES('coordinates_max_difference',1.95399252334027551114e-14,1795858463220,'422a6a66469141ccb82c71b332186f01',0,0);
INSERT INTO "metrics" VALUES('explained_variance',4.74134033670628673995e-01,1795858463220,'422a6a66469141ccb82c71b332186f01',0,0);
INSERT INTO "metrics" VALUES('share_1',2.4704995374065033542e-01,1795858463220,'422a6a66469141ccb82c71b332186f01',0,0);
INSERT INTO "metrics" VALUES('share_2',2.27084079929978310818e-01,1795858463220,'422a6a66469141ccb82c71b332186f01',0,0);
INSERT INTO "metrics" VALUES('seconds_load',0.22,1795858463674,'422a6a66469141ccb82c71b332186f01',0,0);
INSERT INTO "metrics" VALUES('seconds_prepare',0.042,1795858463674,'422a6a66469141ccb82c71b332186f01',0,0);
INSERT INTO "metrics" VALUES('seconds_compute',0.693,1795858463674,'422a6a66469141ccb82c71b332186f01',0,0);
INSERT INTO "metrics" VALUES('seconds_evaluate',1.925,1795858463674,'422a6a66469141ccb82c71b332186f01',0,0);
INSERT INTO "metrics" VALUES('accuracy',1.31477192044258117675e-01,1795858624613,'249cafe2dca544608eeddd3f851943c1',0,0);
INSERT INTO "metrics" VALUES('loss',2.29193091392517089843e+00,1795858624613,'249cafe2dca544608eeddd3f851943c1',0,0);
INSERT INTO "metrics" VALUES('val_accuracy',1.94444447755813598632e-01,1795858624613,'249cafe2dca544608eeddd3f851943c1',0,0);
INSERT INTO "metrics" VALUES('val_loss',2.21000766754150390625e+00,1795858624613,'249cafe2dca544608eeddd3f851943c1',0,0);
INSERT INTO "metrics" VALUES('learning_rate',1.00000004749745130538e-03,1795858624613,'249cafe2dca544608eeddd3f851943c1',0,0);
INSERT INTO "metrics" VALUES('epoch_seconds',2.96369257800006380421e+00,1795858624613,'249cafe2dca544608eeddd3f851943c1',0,0);
INSERT INTO "metrics" VALUES('examples_per_second',4.36280068181880153598e+02,1795858624613,'249cafe2dca544608eeddd3f851943c1',0,0);
CREATE TABLE "model_definitions" (
	model_definition_id VARCHAR(36) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	secret_id VARCHAR(36), 
	provider VARCHAR(64) NOT NULL, 
	model_name VARCHAR(256) NOT NULL, 
	created_by VARCHAR(255), 
	created_at BIGINT NOT NULL, 
	last_updated_by VARCHAR(255), 
	last_updated_at BIGINT NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT model_definitions_pk PRIMARY KEY (model_definition_id), 
	CONSTRAINT fk_model_definitions_secret_id FOREIGN KEY(secret_id) REFERENCES secrets (secret_id) ON DELETE SET NULL, 
	CONSTRAINT uq_model_definitions_workspace_name UNIQUE (workspace, name)
);
CREATE TABLE "model_version_tags" (
	"key" VARCHAR(250) NOT NULL, 
	value TEXT, 
	name VARCHAR(256) NOT NULL, 
	version INTEGER NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT model_version_tag_pk PRIMARY KEY (workspace, "key", name, version), 
	CONSTRAINT fk_model_version_tags_model_versions FOREIGN KEY(workspace, name, version) REFERENCES model_versions (workspace, name, version) ON UPDATE CASCADE
);
CREATE TABLE "model_versions" (
	name VARCHAR(256) NOT NULL, 
	version INTEGER NOT NULL, 
	creation_time BIGINT, 
	last_updated_time BIGINT, 
	description VARCHAR(5000), 
	user_id VARCHAR(256), 
	current_stage VARCHAR(20), 
	source VARCHAR(500), 
	run_id VARCHAR(32), 
	status VARCHAR(20), 
	status_message VARCHAR(500), 
	run_link VARCHAR(500), 
	storage_location VARCHAR(500), 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT model_version_pk PRIMARY KEY (workspace, name, version), 
	CONSTRAINT fk_model_versions_registered_models FOREIGN KEY(workspace, name) REFERENCES registered_models (workspace, name) ON UPDATE CASCADE
);
INSERT INTO "model_versions" VALUES('digits',1,1795858354245,1795858354245,NULL,NULL,'None','models:/m-502ff88d9df54bbe80309c6ebf025929','85e74a9087204c26980e1ce4f5faa544','READY',NULL,NULL,'file://@ROOT@/project/mlruns/artifacts/digits/models/m-502ff88d9df54bbe80309c6ebf025929/artifacts','default');
INSERT INTO "model_versions" VALUES('digits',2,1795858380147,1795858380147,NULL,NULL,'None','models:/m-f2bedc47e8544a46a14074fff04184e9','b569fc8bc83544e9bbcae1071bfbb641','READY',NULL,NULL,'file://@ROOT@/project/mlruns/artifacts/digits/models/m-f2bedc47e8544a46a14074fff04184e9/artifacts','default');
INSERT INTO "model_versions" VALUES('digits',3,1795858420386,1795858420386,NULL,NULL,'None','models:/m-8c2b5d286110439f91ab186296873428','9dadbd5282b24c0ca74cc1634992b388','READY',NULL,NULL,'file://@ROOT@/project/mlruns/artifacts/digits/models/m-8c2b5d286110439f91ab186296873428/artifacts','default');
INSERT INTO "model_versions" VALUES('linear-synthetic',1,1795858441884,1795858441884,NULL,NULL,'None','models:/m-f4034b84cf374fde954aec7aad611d5b','28ad44c48c9f4a8d8713246e8bef8982','READY',NULL,NULL,'file://@ROOT@/project/mlruns/artifacts/linear-synthetic/models/m-f4034b84cf374fde954aec7aad611d5b/artifacts','default');
CREATE TABLE online_scoring_configs (
	online_scoring_config_id VARCHAR(36) NOT NULL, 
	scorer_id VARCHAR(36) NOT NULL, 
	sample_rate FLOAT NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	filter_string TEXT, 
	CONSTRAINT online_scoring_config_pk PRIMARY KEY (online_scoring_config_id), 
	CONSTRAINT fk_online_scoring_configs_scorer_id FOREIGN KEY(scorer_id) REFERENCES scorers (scorer_id) ON DELETE CASCADE, 
	CONSTRAINT fk_online_scoring_configs_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id)
);
CREATE TABLE "params" (
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(8000) NOT NULL, 
	run_uuid VARCHAR(32) NOT NULL, 
	CONSTRAINT param_pk PRIMARY KEY ("key", run_uuid), 
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid)
);
INSERT INTO "params" VALUES('name','digits-dense','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('dataset.name','digits','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('preprocessing.scale','unit','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('preprocessing.flatten','True','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('preprocessing.validation_split','0.1','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('model.name','mnist_dense','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('model.options.units','8','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.epochs','3','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.batch_size','32','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.repeat','1','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.optimizer.name','adam','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.loss.name','auto','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.loss.beta','1.0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.penalty.l1','0.0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.penalty.l2','0.0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.label_smoothing','0.0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.augmentation.flip','False','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('training.augmentation.shift','0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('runtime.precision','auto','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('runtime.jit_compile','False','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('runtime.steps_per_execution','auto','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('runtime.deterministic','False','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('runtime.floatx','float32','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('runtime.checkpoint_seconds','30.0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('gate.confidence','0.95','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('gate.min_difference','0.001','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('gate.max_class_drop','0.02','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('gate.max_ece_increase','0.02','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('gate.max_latency_ratio','10.0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('gate.max_size_mb','500.0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('seed','1','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "params" VALUES('name','digits-dense','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('dataset.name','digits','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('preprocessing.scale','unit','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('preprocessing.flatten','True','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('preprocessing.validation_split','0.1','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('model.name','mnist_dense','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('model.options.units','8','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.epochs','3','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.batch_size','32','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.repeat','1','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.optimizer.name','adam','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.loss.name','auto','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.loss.beta','1.0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.penalty.l1','0.0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.penalty.l2','0.0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.label_smoothing','0.0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.augmentation.flip','False','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('training.augmentation.shift','0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('runtime.precision','auto','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('runtime.jit_compile','False','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('runtime.steps_per_execution','auto','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('runtime.deterministic','False','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('runtime.floatx','float32','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('runtime.checkpoint_seconds','30.0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('gate.confidence','0.95','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('gate.min_difference','0.001','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('gate.max_class_drop','0.02','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('gate.max_ece_increase','0.02','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('gate.max_latency_ratio','10.0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('gate.max_size_mb','500.0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('seed','2','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "params" VALUES('name','digits-dense','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('dataset.name','digits','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('preprocessing.scale','unit','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('preprocessing.flatten','True','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('preprocessing.validation_split','0.1','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('model.name','mnist_dense','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('model.options.units','8','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.epochs','3','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.batch_size','32','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.repeat','1','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.optimizer.name','adam','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.loss.name','auto','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.loss.beta','1.0','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.penalty.l1','0.0','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.penalty.l2','0.0','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.label_smoothing','0.0','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.augmentation.flip','False','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('training.augmentation.shift','0','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('runtime.precision','auto','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('runtime.jit_compile','False','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('runtime.steps_per_execution','auto','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('runtime.deterministic','False','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('runtime.floatx','float32','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('runtime.checkpoint_seconds','30.0','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('gate.confidence','0.95','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('gate.min_difference','0.001','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('gate.max_class_drop','0.02','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('gate.max_ece_increase','0.02','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('gate.max_latency_ratio','10.0','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('gate.max_size_mb','500.0','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('seed','2','cf627d74978347eb882485ff53a74331');
INSERT INTO "params" VALUES('name','digits-dense','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('dataset.name','digits','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('preprocessing.scale','unit','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('preprocessing.flatten','True','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('preprocessing.validation_split','0.1','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('model.name','mnist_dense','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('model.options.units','8','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.epochs','3','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.batch_size','32','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.repeat','1','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.optimizer.name','adam','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.optimizer.learning_rate','0.01','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.loss.name','auto','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.loss.beta','1.0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.penalty.l1','0.0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.penalty.l2','0.0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.label_smoothing','0.0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.augmentation.flip','False','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('training.augmentation.shift','0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('runtime.precision','auto','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('runtime.jit_compile','False','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('runtime.steps_per_execution','auto','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('runtime.deterministic','False','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('runtime.floatx','float32','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('runtime.checkpoint_seconds','30.0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('gate.confidence','0.95','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('gate.min_difference','0.001','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('gate.max_class_drop','0.02','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('gate.max_ece_increase','0.02','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('gate.max_latency_ratio','10.0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('gate.max_size_mb','500.0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('seed','1','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "params" VALUES('name','linear-synthetic','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('dataset.name','linear-synthetic','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('preprocessing.scale','none','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('preprocessing.flatten','False','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('preprocessing.validation_split','0.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('model.name','linear_regression','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('model.kernel_stddev','0.01','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.epochs','3','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.batch_size','10','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.repeat','1','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.optimizer.name','sgd','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.optimizer.learning_rate','0.03','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.loss.name','mean_squared_error','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.loss.beta','1.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.penalty.l1','0.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.penalty.l2','0.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.label_smoothing','0.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.augmentation.flip','False','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('training.augmentation.shift','0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('runtime.precision','auto','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('runtime.jit_compile','auto','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('runtime.steps_per_execution','auto','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('runtime.deterministic','False','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('runtime.floatx','float32','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('runtime.checkpoint_seconds','30.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('gate.confidence','0.95','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('gate.min_difference','0.001','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('gate.max_class_drop','0.02','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('gate.max_ece_increase','0.02','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('gate.max_latency_ratio','10.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('gate.max_size_mb','500.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('seed','0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "params" VALUES('name','pca','422a6a66469141ccb82c71b332186f01');
INSERT INTO "params" VALUES('dataset.name','gaussian','422a6a66469141ccb82c71b332186f01');
INSERT INTO "params" VALUES('preprocessing.scale','standardize','422a6a66469141ccb82c71b332186f01');
INSERT INTO "params" VALUES('preprocessing.flatten','False','422a6a66469141ccb82c71b332186f01');
INSERT INTO "params" VALUES('preprocessing.validation_split','0.0','422a6a66469141ccb82c71b332186f01');
INSERT INTO "params" VALUES('method.name','pca','422a6a66469141ccb82c71b332186f01');
INSERT INTO "params" VALUES('method.options.components','2','422a6a66469141ccb82c71b332186f01');
INSERT INTO "params" VALUES('seed','0','422a6a66469141ccb82c71b332186f01');
INSERT INTO "params" VALUES('name','digits-dense','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('dataset.name','digits','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('preprocessing.scale','unit','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('preprocessing.flatten','True','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('preprocessing.validation_split','0.1','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('model.name','mnist_dense','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('model.options.units','8','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.epochs','3','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.batch_size','32','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.repeat','1','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.optimizer.name','adam','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.loss.name','auto','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.loss.beta','1.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.penalty.l1','0.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.penalty.l2','0.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.label_smoothing','0.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.augmentation.flip','False','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('training.augmentation.shift','0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('runtime.precision','auto','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('runtime.jit_compile','False','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('runtime.steps_per_execution','1','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('runtime.deterministic','False','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('runtime.floatx','float32','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('runtime.checkpoint_seconds','0.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('gate.confidence','0.95','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('gate.min_difference','0.001','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('gate.max_class_drop','0.02','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('gate.max_ece_increase','0.02','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('gate.max_latency_ratio','10.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('gate.max_size_mb','500.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "params" VALUES('seed','3','249cafe2dca544608eeddd3f851943c1');
CREATE TABLE "registered_model_aliases" (
	alias VARCHAR(256) NOT NULL, 
	version INTEGER NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT registered_model_alias_pk PRIMARY KEY (workspace, name, alias), 
	CONSTRAINT fk_registered_model_aliases_registered_models FOREIGN KEY(workspace, name) REFERENCES registered_models (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "registered_model_aliases" VALUES('champion',1,'digits','default');
CREATE TABLE "registered_model_tags" (
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(5000), 
	name VARCHAR(256) NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT registered_model_tag_pk PRIMARY KEY (workspace, "key", name), 
	CONSTRAINT fk_registered_model_tags_registered_models FOREIGN KEY(workspace, name) REFERENCES registered_models (workspace, name) ON UPDATE CASCADE
);
INSERT INTO "registered_model_tags" VALUES('fitflow.ledger_head','a1ac5b34a21ed3e0dac7bcf83b600a19cfd57cac83316da02cb13a455dbffe21','digits','default');
CREATE TABLE "registered_models" (
	name VARCHAR(256) NOT NULL, 
	creation_time BIGINT, 
	last_updated_time BIGINT, 
	description VARCHAR(5000), 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT registered_model_pk PRIMARY KEY (workspace, name)
);
INSERT INTO "registered_models" VALUES('digits',1795858354187,1795858420386,NULL,'default');
INSERT INTO "registered_models" VALUES('linear-synthetic',1795858441865,1795858441884,NULL,'default');
CREATE TABLE review_queue_items (
	queue_id VARCHAR(36) NOT NULL, 
	item_type VARCHAR(16) NOT NULL, 
	item_id VARCHAR(50) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	completed_by VARCHAR(250), 
	completed_time_ms BIGINT, 
	creation_time_ms BIGINT NOT NULL, 
	last_update_time_ms BIGINT NOT NULL, 
	CONSTRAINT review_queue_items_pk PRIMARY KEY (queue_id, item_id), 
	CONSTRAINT fk_review_queue_items_queue_id FOREIGN KEY(queue_id) REFERENCES review_queues (queue_id) ON DELETE CASCADE
);
CREATE TABLE review_queue_label_schemas (
	queue_id VARCHAR(36) NOT NULL, 
	schema_id VARCHAR(36) NOT NULL, 
	CONSTRAINT review_queue_label_schemas_pk PRIMARY KEY (queue_id, schema_id), 
	CONSTRAINT fk_review_queue_label_schemas_queue_id FOREIGN KEY(queue_id) REFERENCES review_queues (queue_id) ON DELETE CASCADE
);
CREATE TABLE review_queue_users (
	queue_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(250) NOT NULL, 
	CONSTRAINT review_queue_users_pk PRIMARY KEY (queue_id, user_id), 
	CONSTRAINT fk_review_queue_users_queue_id FOREIGN KEY(queue_id) REFERENCES review_queues (queue_id) ON DELETE CASCADE
);
CREATE TABLE review_queues (
	queue_id VARCHAR(36) NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	name VARCHAR(250) NOT NULL, 
	queue_type VARCHAR(16) NOT NULL, 
	created_by VARCHAR(255), 
	creation_time_ms BIGINT NOT NULL, 
	last_update_time_ms BIGINT NOT NULL, 
	name_key VARCHAR(250) NOT NULL, 
	CONSTRAINT review_queues_pk PRIMARY KEY (queue_id), 
	CONSTRAINT fk_review_queues_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE, 
	CONSTRAINT uq_review_queues_experiment_name_key UNIQUE (experiment_id, name_key)
);
CREATE TABLE "runs" (
	run_uuid VARCHAR(32) NOT NULL, 
	name VARCHAR(250), 
	source_type VARCHAR(20), 
	source_name VARCHAR(500), 
	entry_point_name VARCHAR(50), 
	user_id VARCHAR(256), 
	status VARCHAR(9), 
	start_time BIGINT, 
	end_time BIGINT, 
	source_version VARCHAR(50), 
	lifecycle_stage VARCHAR(20), 
	artifact_uri VARCHAR(200), 
	experiment_id INTEGER, deleted_time BIGINT, 
	CONSTRAINT run_pk PRIMARY KEY (run_uuid), 
	CONSTRAINT runs_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')), 
	CONSTRAINT source_type CHECK (source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')), 
	FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id), 
	CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED'))
);
INSERT INTO "runs" VALUES('85e74a9087204c26980e1ce4f5faa544','digits-dense-seed1 units=8 epochs=3 jit_compile=False','UNKNOWN','','','someone','FINISHED',1795858343266,1795858357606,'','active','file://@ROOT@/project/mlruns/artifacts/digits/85e74a9087204c26980e1ce4f5faa544/artifacts',1,NULL);
INSERT INTO "runs" VALUES('b569fc8bc83544e9bbcae1071bfbb641','digits-dense-seed2 units=8 epochs=3 jit_compile=False','UNKNOWN','','','someone','FINISHED',1795858374353,1795858382254,'','active','file://@ROOT@/project/mlruns/artifacts/digits/b569fc8bc83544e9bbcae1071bfbb641/artifacts',1,NULL);
INSERT INTO "runs" VALUES('cf627d74978347eb882485ff53a74331','digits-dense-seed2 units=8 epochs=3 jit_compile=False','UNKNOWN','','','someone','FINISHED',1795858395257,1795858396312,'','active','file://@ROOT@/project/mlruns/artifacts/digits/cf627d74978347eb882485ff53a74331/artifacts',1,NULL);
INSERT INTO "runs" VALUES('9dadbd5282b24c0ca74cc1634992b388','digits-dense-seed1 units=8 epochs=3 learning_rate=0.01 jit_compile=False','UNKNOWN','','','someone','FINISHED',1795858413425,1795858422463,'','active','file://@ROOT@/project/mlruns/artifacts/digits/9dadbd5282b24c0ca74cc1634992b388/artifacts',1,NULL);
INSERT INTO "runs" VALUES('28ad44c48c9f4a8d8713246e8bef8982','linear-synthetic-seed0','UNKNOWN','','','someone','FINISHED',1795858437659,1795858442675,'','active','file://@ROOT@/project/mlruns/artifacts/linear-synthetic/28ad44c48c9f4a8d8713246e8bef8982/artifacts',2,NULL);
INSERT INTO "runs" VALUES('422a6a66469141ccb82c71b332186f01','pca-seed0','UNKNOWN','','','someone','FINISHED',1795858460376,1795858463748,'','active','file://@ROOT@/project/mlruns/artifacts/gaussian/422a6a66469141ccb82c71b332186f01/artifacts',3,NULL);
INSERT INTO "runs" VALUES('249cafe2dca544608eeddd3f851943c1','digits-dense-seed3 units=8 epochs=3 jit_compile=False steps_per_execution=1 checkpoint_seconds=0.0','UNKNOWN','','','someone','KILLED',1795858620854,1795858624956,'','active','file://@ROOT@/project/mlruns/artifacts/digits/249cafe2dca544608eeddd3f851943c1/artifacts',1,NULL);
CREATE TABLE scheduler_leases (
	lease_key VARCHAR(255) NOT NULL, 
	acquired_at BIGINT NOT NULL, 
	ttl_seconds INTEGER NOT NULL, 
	CONSTRAINT scheduler_leases_pk PRIMARY KEY (lease_key)
);
CREATE TABLE scorer_versions (
	scorer_id VARCHAR(36) NOT NULL, 
	scorer_version INTEGER NOT NULL, 
	serialized_scorer TEXT NOT NULL, 
	creation_time BIGINT, 
	CONSTRAINT scorer_version_pk PRIMARY KEY (scorer_id, scorer_version), 
	CONSTRAINT fk_scorer_versions_scorer_id FOREIGN KEY(scorer_id) REFERENCES scorers (scorer_id) ON DELETE CASCADE
);
CREATE TABLE scorers (
	experiment_id INTEGER NOT NULL, 
	scorer_name VARCHAR(256) NOT NULL, 
	scorer_id VARCHAR(36) NOT NULL, 
	CONSTRAINT scorer_pk PRIMARY KEY (scorer_id), 
	CONSTRAINT fk_scorers_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE
);
CREATE TABLE "secrets" (
	secret_id VARCHAR(36) NOT NULL, 
	secret_name VARCHAR(255) NOT NULL, 
	encrypted_value BLOB NOT NULL, 
	wrapped_dek BLOB NOT NULL, 
	kek_version INTEGER NOT NULL, 
	masked_value VARCHAR(500) NOT NULL, 
	provider VARCHAR(64), 
	auth_config TEXT, 
	description TEXT, 
	created_by VARCHAR(255), 
	created_at BIGINT NOT NULL, 
	last_updated_by VARCHAR(255), 
	last_updated_at BIGINT NOT NULL, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT secrets_pk PRIMARY KEY (secret_id), 
	CONSTRAINT uq_secrets_workspace_secret_name UNIQUE (workspace, secret_name)
);
CREATE TABLE span_metrics (
	trace_id VARCHAR(50) NOT NULL, 
	span_id VARCHAR(50) NOT NULL, 
	"key" VARCHAR(250) NOT NULL, 
	value FLOAT, 
	CONSTRAINT span_metrics_pk PRIMARY KEY (trace_id, span_id, "key"), 
	CONSTRAINT fk_span_metrics_span FOREIGN KEY(trace_id, span_id) REFERENCES spans (trace_id, span_id) ON DELETE CASCADE
);
CREATE TABLE "spans" (
	trace_id VARCHAR(50) NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	span_id VARCHAR(50) NOT NULL, 
	parent_span_id VARCHAR(50), 
	name TEXT, 
	type VARCHAR(500), 
	status VARCHAR(50) NOT NULL, 
	start_time_unix_nano BIGINT NOT NULL, 
	end_time_unix_nano BIGINT, 
	duration_ns BIGINT GENERATED ALWAYS AS (end_time_unix_nano - start_time_unix_nano) STORED, 
	content TEXT NOT NULL, 
	input_cost FLOAT, 
	output_cost FLOAT, 
	total_cost FLOAT, 
	model_name VARCHAR(500), 
	model_provider VARCHAR(500), 
	CONSTRAINT spans_pk PRIMARY KEY (trace_id, span_id), 
	CONSTRAINT fk_spans_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id), 
	CONSTRAINT fk_spans_trace_id FOREIGN KEY(trace_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE TABLE sql_assessment_daily_rollups (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	rollup_day DATE NOT NULL, 
	metric_name VARCHAR(250) NOT NULL, 
	grouping_set VARCHAR(50) NOT NULL, 
	sample_count BIGINT NOT NULL, 
	sum_value FLOAT, 
	min_value FLOAT, 
	max_value FLOAT, 
	CONSTRAINT sql_assessment_daily_rollups_pk PRIMARY KEY (id)
);
CREATE TABLE sql_span_cost_daily_rollups (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	rollup_day DATE NOT NULL, 
	metric_name VARCHAR(250) NOT NULL, 
	grouping_set VARCHAR(50) NOT NULL, 
	model_name VARCHAR(500), 
	model_provider VARCHAR(500), 
	sample_count BIGINT NOT NULL, 
	sum_value FLOAT, 
	min_value FLOAT, 
	max_value FLOAT, 
	CONSTRAINT sql_span_cost_daily_rollups_pk PRIMARY KEY (id)
);
CREATE TABLE sql_trace_metric_daily_rollups (
	id INTEGER NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	rollup_day DATE NOT NULL, 
	metric_name VARCHAR(250) NOT NULL, 
	grouping_set VARCHAR(50) NOT NULL, 
	trace_status VARCHAR(50), 
	sample_count BIGINT NOT NULL, 
	sum_value FLOAT, 
	min_value FLOAT, 
	max_value FLOAT, 
	p50_value FLOAT, 
	p90_value FLOAT, 
	p99_value FLOAT, 
	CONSTRAINT sql_trace_metric_daily_rollups_pk PRIMARY KEY (id)
);
CREATE TABLE sql_trace_rollup_rebuild_queue (
	experiment_id INTEGER NOT NULL, 
	rollup_day DATE NOT NULL, 
	rollup_family VARCHAR(50) NOT NULL, 
	CONSTRAINT sql_trace_rollup_rebuild_queue_pk PRIMARY KEY (experiment_id, rollup_day, rollup_family)
);
CREATE TABLE "tags" (
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(8000), 
	run_uuid VARCHAR(32) NOT NULL, 
	CONSTRAINT tag_pk PRIMARY KEY ("key", run_uuid), 
	FOREIGN KEY(run_uuid) REFERENCES runs (run_uuid)
);
INSERT INTO "tags" VALUES('fitflow.recipe','digits-dense','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.data','digits: original, package','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.data_sha256','39f412dba636c46f09555bf363827ad5d84f6fb69d9f9e36effe3e9283bda382','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.task','classification','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('mlflow.user','someone','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('mlflow.source.name','fitflow','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('mlflow.source.type','LOCAL','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.code_digest','ebc392a95feebcb403d736a5cbec32ccbf1352097a2ca0661a74ecffa031e58e','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.command','@ROOT@/project/fitflow/cli/__main__.py run digits-dense --set training.epochs=3 --set model.options.units=8 --set runtime.jit_compile=false --seed 1 --json','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.python','3.11.7','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.fitflow','0.1.0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.tensorflow','2.21.0','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.jax','0.10.2','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.keras','3.15.1','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.prefect','3.8.8','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.mlflow','3.17.2','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.numpy','2.4.6','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.pandas','3.1.1','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('version.scikit-learn','1.9.1','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('mlflow.source.git.commit','7be1d1a1fa069b1e7483827b771395c5ea28dbfc','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.git_dirty','false','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('backend','tensorflow','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('device','cpu: AMD EPYC','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('precision','float32','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('precision_reason','a dense network on a CPU','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('jit_compile','false','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('jit_reason','set in the recipe','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('steps_per_execution','64','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('deterministic','false','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('prefect.flow_run_id','d0749a00-b493-4b1f-bcd0-652bea1a43b4','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('prefect.flow_run_url','http://127.0.0.1:4200/flow-runs/flow-run/d0749a00-b493-4b1f-bcd0-652bea1a43b4','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('mlflow.note.content','[Prefect flow run](http://127.0.0.1:4200/flow-runs/flow-run/d0749a00-b493-4b1f-bcd0-652bea1a43b4)','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.host','somewhere','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.home','@ROOT@/home','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.process','somewhere:0:0/13907/1429.88','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('mlflow.runName','digits-dense-seed1 units=8 epochs=3 jit_compile=False','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.model_line','digits','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.test_read','c796bea14f8f47042b38a9d7b7a5325bc33e18e4bfb027f52dfbc1a1a1bd6d82','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.recipe','digits-dense','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.data','digits: original, package','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.data_sha256','39f412dba636c46f09555bf363827ad5d84f6fb69d9f9e36effe3e9283bda382','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.task','classification','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('mlflow.user','someone','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('mlflow.source.name','fitflow','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('mlflow.source.type','LOCAL','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.code_digest','ebc392a95feebcb403d736a5cbec32ccbf1352097a2ca0661a74ecffa031e58e','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.command','@ROOT@/project/fitflow/cli/__main__.py run digits-dense --set training.epochs=3 --set model.options.units=8 --set runtime.jit_compile=false --seed 2 --json','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.python','3.11.7','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.fitflow','0.1.0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.tensorflow','2.21.0','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.jax','0.10.2','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.keras','3.15.1','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.prefect','3.8.8','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.mlflow','3.17.2','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.numpy','2.4.6','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.pandas','3.1.1','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('version.scikit-learn','1.9.1','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('mlflow.source.git.commit','7be1d1a1fa069b1e7483827b771395c5ea28dbfc','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.git_dirty','false','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('backend','tensorflow','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('device','cpu: AMD EPYC','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('precision','float32','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('precision_reason','a dense network on a CPU','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('jit_compile','false','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('jit_reason','set in the recipe','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('steps_per_execution','64','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('deterministic','false','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('prefect.flow_run_id','ae545b73-7aeb-4821-bcff-600fe52da381','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('prefect.flow_run_url','http://127.0.0.1:4200/flow-runs/flow-run/ae545b73-7aeb-4821-bcff-600fe52da381','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('mlflow.note.content','[Prefect flow run](http://127.0.0.1:4200/flow-runs/flow-run/ae545b73-7aeb-4821-bcff-600fe52da381)','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.host','somewhere','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.home','@ROOT@/home','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.process','somewhere:0:0/14367/1485.08','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('mlflow.runName','digits-dense-seed2 units=8 epochs=3 jit_compile=False','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.model_line','digits','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.test_read','c796bea14f8f47042b38a9d7b7a5325bc33e18e4bfb027f52dfbc1a1a1bd6d82','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.reused_steps','load,build','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.recipe','digits-dense','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.data','digits: original, package','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.data_sha256','39f412dba636c46f09555bf363827ad5d84f6fb69d9f9e36effe3e9283bda382','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.task','classification','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('mlflow.user','someone','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('mlflow.source.name','fitflow','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('mlflow.source.type','LOCAL','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.code_digest','ebc392a95feebcb403d736a5cbec32ccbf1352097a2ca0661a74ecffa031e58e','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.command','@ROOT@/project/fitflow/cli/__main__.py run digits-dense --set training.epochs=3 --set model.options.units=8 --set runtime.jit_compile=false --seed 2 --json','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.python','3.11.7','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.fitflow','0.1.0','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.tensorflow','2.21.0','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.jax','0.10.2','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.keras','3.15.1','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.prefect','3.8.8','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.mlflow','3.17.2','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.numpy','2.4.6','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.pandas','3.1.1','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('version.scikit-learn','1.9.1','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('mlflow.source.git.commit','7be1d1a1fa069b1e7483827b771395c5ea28dbfc','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.git_dirty','false','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('backend','tensorflow','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('device','cpu: AMD EPYC','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('precision','float32','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('precision_reason','a dense network on a CPU','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('jit_compile','false','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('jit_reason','set in the recipe','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('steps_per_execution','64','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('deterministic','false','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('prefect.flow_run_id','f52338a9-27e6-41cb-9048-df4c1febcad3','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('prefect.flow_run_url','http://127.0.0.1:4200/flow-runs/flow-run/f52338a9-27e6-41cb-9048-df4c1febcad3','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('mlflow.note.content','Not run again: the work is that of [run b569fc8bc83544e9bbcae1071bfbb641](mlflow ui --backend-store-uri sqlite:///@ROOT@/project/mlruns/mlflow.db)','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.host','somewhere','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.home','@ROOT@/home','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.process','somewhere:0:0/14732/1509.74','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('mlflow.runName','digits-dense-seed2 units=8 epochs=3 jit_compile=False','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.reused_steps','load,prepare,build,train,evaluate,register,report','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.reused','b569fc8bc83544e9bbcae1071bfbb641','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.reused_url','mlflow ui --backend-store-uri sqlite:///@ROOT@/project/mlruns/mlflow.db','cf627d74978347eb882485ff53a74331');
INSERT INTO "tags" VALUES('fitflow.recipe','digits-dense','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.data','digits: original, package','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.data_sha256','39f412dba636c46f09555bf363827ad5d84f6fb69d9f9e36effe3e9283bda382','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.task','classification','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('mlflow.user','someone','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('mlflow.source.name','fitflow','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('mlflow.source.type','LOCAL','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.code_digest','ebc392a95feebcb403d736a5cbec32ccbf1352097a2ca0661a74ecffa031e58e','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.command','@ROOT@/project/fitflow/cli/__main__.py run digits-dense --set training.epochs=3 --set model.options.units=8 --set runtime.jit_compile=false --seed 1 --set training.optimizer.learning_rate=0.01 --json','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.python','3.11.7','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.fitflow','0.1.0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.tensorflow','2.21.0','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.jax','0.10.2','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.keras','3.15.1','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.prefect','3.8.8','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.mlflow','3.17.2','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.numpy','2.4.6','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.pandas','3.1.1','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('version.scikit-learn','1.9.1','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('mlflow.source.git.commit','7be1d1a1fa069b1e7483827b771395c5ea28dbfc','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.git_dirty','false','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('backend','tensorflow','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('device','cpu: AMD EPYC','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('precision','float32','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('precision_reason','a dense network on a CPU','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('jit_compile','false','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('jit_reason','set in the recipe','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('steps_per_execution','64','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('deterministic','false','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('prefect.flow_run_id','ba499e57-9722-47a7-ba77-fe3b8fff1bc8','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('prefect.flow_run_url','http://127.0.0.1:4200/flow-runs/flow-run/ba499e57-9722-47a7-ba77-fe3b8fff1bc8','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('mlflow.note.content','[Prefect flow run](http://127.0.0.1:4200/flow-runs/flow-run/ba499e57-9722-47a7-ba77-fe3b8fff1bc8)','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.host','somewhere','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.home','@ROOT@/home','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.process','somewhere:0:0/14770/1523.76','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('mlflow.runName','digits-dense-seed1 units=8 epochs=3 learning_rate=0.01 jit_compile=False','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.model_line','digits','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.test_read','c796bea14f8f47042b38a9d7b7a5325bc33e18e4bfb027f52dfbc1a1a1bd6d82','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.reused_steps','load,prepare,build','9dadbd5282b24c0ca74cc1634992b388');
INSERT INTO "tags" VALUES('fitflow.recipe','linear-synthetic','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.data','linear-synthetic: generated, generated','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.data_sha256','ae33126fc49e912a76b2f8289fcd7859aa7b82ee4c85ab8043f1ac875bbf7f5b','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.task','regression','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('mlflow.user','someone','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('mlflow.source.name','fitflow','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('mlflow.source.type','LOCAL','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.code_digest','ebc392a95feebcb403d736a5cbec32ccbf1352097a2ca0661a74ecffa031e58e','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.command','@ROOT@/project/fitflow/cli/__main__.py run linear-synthetic --json','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.python','3.11.7','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.fitflow','0.1.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.tensorflow','2.21.0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.jax','0.10.2','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.keras','3.15.1','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.prefect','3.8.8','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.mlflow','3.17.2','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.numpy','2.4.6','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.pandas','3.1.1','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('version.scikit-learn','1.9.1','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('mlflow.source.git.commit','7be1d1a1fa069b1e7483827b771395c5ea28dbfc','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.git_dirty','false','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('backend','tensorflow','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('device','cpu: AMD EPYC','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('precision','float32','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('precision_reason','a dense network on a CPU','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('jit_compile','true','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('jit_reason','XLA on a CPU speeds up dense networks','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('steps_per_execution','64','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('deterministic','false','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('prefect.flow_run_id','0c60597b-a1e4-4258-9688-429bc19e802c','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('prefect.flow_run_url','http://127.0.0.1:4200/flow-runs/flow-run/0c60597b-a1e4-4258-9688-429bc19e802c','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('mlflow.note.content','[Prefect flow run](http://127.0.0.1:4200/flow-runs/flow-run/0c60597b-a1e4-4258-9688-429bc19e802c)','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.host','somewhere','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.home','@ROOT@/home','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.process','somewhere:0:0/14957/1549.92','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('mlflow.runName','linear-synthetic-seed0','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.model_line','linear-synthetic','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.test_read','f1632ef97151c7e0d1fc51650722927b1bd311de2b12af7a02572f8c198806e4','28ad44c48c9f4a8d8713246e8bef8982');
INSERT INTO "tags" VALUES('fitflow.recipe','pca','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.data','gaussian: generated, generated','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.data_sha256','b008d016aa3d8669207c80fc562f6e8d2f91b582d0815aa79e440bf340f574a0','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.task','regression','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('mlflow.user','someone','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('mlflow.source.name','fitflow','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('mlflow.source.type','LOCAL','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.code_digest','ebc392a95feebcb403d736a5cbec32ccbf1352097a2ca0661a74ecffa031e58e','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.command','@ROOT@/project/fitflow/cli/__main__.py run pca --json','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.python','3.11.7','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.fitflow','0.1.0','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.tensorflow','2.21.0','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.jax','0.10.2','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.keras','3.15.1','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.prefect','3.8.8','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.mlflow','3.17.2','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.numpy','2.4.6','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.pandas','3.1.1','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('version.scikit-learn','1.9.1','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('mlflow.source.git.commit','7be1d1a1fa069b1e7483827b771395c5ea28dbfc','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.git_dirty','false','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('prefect.flow_run_id','667d9742-d580-4380-b189-5d673131b4fd','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('prefect.flow_run_url','http://127.0.0.1:4200/flow-runs/flow-run/667d9742-d580-4380-b189-5d673131b4fd','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('mlflow.note.content','[Prefect flow run](http://127.0.0.1:4200/flow-runs/flow-run/667d9742-d580-4380-b189-5d673131b4fd)','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.host','somewhere','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.home','@ROOT@/home','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.process','somewhere:0:0/15260/1570.22','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('mlflow.runName','pca-seed0','422a6a66469141ccb82c71b332186f01');
INSERT INTO "tags" VALUES('fitflow.verdict','promote','85e74a9087204c26980e1ce4f5faa544');
INSERT INTO "tags" VALUES('fitflow.verdict','reject: classes: worse at 7 -0.561 of 43: bound 0.02; calibration: expected calibration error 0.2063 for the champion''s 0.1242','b569fc8bc83544e9bbcae1071bfbb641');
INSERT INTO "tags" VALUES('fitflow.recipe','digits-dense','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.data','digits: original, package','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.data_sha256','39f412dba636c46f09555bf363827ad5d84f6fb69d9f9e36effe3e9283bda382','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.task','classification','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('mlflow.user','someone','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('mlflow.source.name','fitflow','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('mlflow.source.type','LOCAL','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.code_digest','ebc392a95feebcb403d736a5cbec32ccbf1352097a2ca0661a74ecffa031e58e','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.command','@ROOT@/project/fitflow/cli/__main__.py run digits-dense --set training.epochs=3 --set model.options.units=8 --set runtime.jit_compile=false --set runtime.checkpoint_seconds=0 --set runtime.steps_per_execution=1 --seed 3 --json','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.python','3.11.7','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.fitflow','0.1.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.tensorflow','2.21.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.jax','0.10.2','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.keras','3.15.1','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.prefect','3.8.8','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.mlflow','3.17.2','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.numpy','2.4.6','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.pandas','3.1.1','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('version.scikit-learn','1.9.1','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('mlflow.source.git.commit','7be1d1a1fa069b1e7483827b771395c5ea28dbfc','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.git_dirty','false','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('backend','tensorflow','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('device','cpu: AMD EPYC','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('precision','float32','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('precision_reason','a dense network on a CPU','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('jit_compile','false','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('jit_reason','set in the recipe','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('steps_per_execution','1','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('deterministic','false','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('prefect.flow_run_id','5d369b46-17ee-44da-8319-8abb33a63ac4','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('prefect.flow_run_url','http://127.0.0.1:4200/flow-runs/flow-run/5d369b46-17ee-44da-8319-8abb33a63ac4','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('mlflow.note.content','[Prefect flow run](http://127.0.0.1:4200/flow-runs/flow-run/5d369b46-17ee-44da-8319-8abb33a63ac4)','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.host','somewhere','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.home','@ROOT@/home','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.process','somewhere:0:0/16498/1723.5','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('mlflow.runName','digits-dense-seed3 units=8 epochs=3 jit_compile=False steps_per_execution=1 checkpoint_seconds=0.0','249cafe2dca544608eeddd3f851943c1');
INSERT INTO "tags" VALUES('fitflow.error','stopped by SIGINT','249cafe2dca544608eeddd3f851943c1');
CREATE TABLE "trace_info" (
	request_id VARCHAR(50) NOT NULL, 
	experiment_id INTEGER NOT NULL, 
	timestamp_ms BIGINT NOT NULL, 
	execution_time_ms BIGINT, 
	status VARCHAR(50) NOT NULL, 
	client_request_id VARCHAR(50), 
	request_preview VARCHAR(1000), 
	response_preview VARCHAR(1000), 
	db_payload_generation INTEGER DEFAULT '0' NOT NULL, trace_name VARCHAR(4096), session_id VARCHAR(250), input_tokens BIGINT, output_tokens BIGINT, total_tokens BIGINT, cache_read_input_tokens BIGINT, cache_creation_input_tokens BIGINT, cache_creation_input_tokens_above_1hr BIGINT, input_cost FLOAT, output_cost FLOAT, total_cost FLOAT, 
	CONSTRAINT trace_info_pk PRIMARY KEY (request_id), 
	CONSTRAINT fk_trace_info_experiment_id FOREIGN KEY(experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE
);
CREATE TABLE trace_metrics (
	request_id VARCHAR(50) NOT NULL, 
	"key" VARCHAR(250) NOT NULL, 
	value FLOAT, 
	CONSTRAINT trace_metrics_pk PRIMARY KEY (request_id, "key"), 
	CONSTRAINT fk_trace_metrics_request_id FOREIGN KEY(request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE TABLE "trace_request_metadata" (
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(8000), 
	request_id VARCHAR(50) NOT NULL, 
	CONSTRAINT trace_request_metadata_pk PRIMARY KEY ("key", request_id), 
	CONSTRAINT fk_trace_request_metadata_request_id FOREIGN KEY(request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE TABLE "trace_tags" (
	"key" VARCHAR(250) NOT NULL, 
	value VARCHAR(8000), 
	request_id VARCHAR(50) NOT NULL, 
	CONSTRAINT trace_tag_pk PRIMARY KEY ("key", request_id), 
	CONSTRAINT fk_trace_tags_request_id FOREIGN KEY(request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE TABLE webhook_events (
	webhook_id VARCHAR(256) NOT NULL, 
	entity VARCHAR(50) NOT NULL, 
	action VARCHAR(50) NOT NULL, 
	CONSTRAINT webhook_event_pk PRIMARY KEY (webhook_id, entity, action), 
	FOREIGN KEY(webhook_id) REFERENCES webhooks (webhook_id) ON DELETE cascade
);
CREATE TABLE "webhooks" (
	webhook_id VARCHAR(256) NOT NULL, 
	name VARCHAR(256) NOT NULL, 
	description VARCHAR(1000), 
	url VARCHAR(500) NOT NULL, 
	status VARCHAR(20) DEFAULT 'ACTIVE' NOT NULL, 
	secret VARCHAR(1000), 
	creation_timestamp BIGINT, 
	last_updated_timestamp BIGINT, 
	deleted_timestamp BIGINT, 
	workspace VARCHAR(63) DEFAULT 'default' NOT NULL, 
	CONSTRAINT webhook_pk PRIMARY KEY (webhook_id)
);
CREATE TABLE workspaces (
	name VARCHAR(63) NOT NULL, 
	description TEXT, 
	default_artifact_root TEXT, trace_archival_location TEXT, trace_archival_retention VARCHAR(32), 
	CONSTRAINT workspaces_pk PRIMARY KEY (name)
);
INSERT INTO "workspaces" VALUES('default','Default workspace for legacy resources',NULL,NULL,NULL);
CREATE INDEX index_metrics_run_uuid ON metrics (run_uuid);
CREATE INDEX index_latest_metrics_run_uuid ON latest_metrics (run_uuid);
CREATE INDEX index_inputs_input_uuid ON inputs (input_uuid);
CREATE INDEX index_inputs_destination_type_destination_id_source_type ON inputs (destination_type, destination_id, source_type);
CREATE INDEX index_params_run_uuid ON params (run_uuid);
CREATE INDEX index_trace_tags_request_id ON trace_tags (request_id);
CREATE INDEX index_trace_request_metadata_request_id ON trace_request_metadata (request_id);
CREATE INDEX index_tags_run_uuid ON tags (run_uuid);
CREATE INDEX index_datasets_experiment_id_dataset_source_type ON datasets (experiment_id, dataset_source_type);
CREATE INDEX index_datasets_dataset_uuid ON datasets (dataset_uuid);
CREATE INDEX index_logged_model_metrics_model_id ON logged_model_metrics (model_id);
CREATE INDEX index_entity_associations_association_id ON entity_associations (association_id);
CREATE INDEX index_entity_associations_reverse_lookup ON entity_associations (destination_type, destination_id, source_type, source_id);
CREATE INDEX idx_webhook_events_entity ON webhook_events (entity);
CREATE INDEX idx_webhook_events_action ON webhook_events (action);
CREATE INDEX idx_webhook_events_entity_action ON webhook_events (entity, action);
CREATE UNIQUE INDEX index_scorers_experiment_id_scorer_name ON scorers (experiment_id, scorer_name);
CREATE INDEX index_scorer_versions_scorer_id ON scorer_versions (scorer_id);
CREATE INDEX index_evaluation_dataset_tags_dataset_id ON evaluation_dataset_tags (dataset_id);
CREATE INDEX index_evaluation_dataset_records_dataset_id ON evaluation_dataset_records (dataset_id);
CREATE INDEX index_endpoint_model_mappings_endpoint_id ON endpoint_model_mappings (endpoint_id);
CREATE INDEX index_endpoint_model_mappings_model_definition_id ON endpoint_model_mappings (model_definition_id);
CREATE INDEX index_endpoint_tags_endpoint_id ON endpoint_tags (endpoint_id);
CREATE INDEX index_trace_metrics_request_id ON trace_metrics (request_id);
CREATE UNIQUE INDEX unique_endpoint_model_linkage_mapping ON endpoint_model_mappings (endpoint_id, model_definition_id, linkage_type);
CREATE INDEX index_span_metrics_trace_id_span_id ON span_metrics (trace_id, span_id);
CREATE INDEX index_evaluation_datasets_name ON evaluation_datasets (name);
CREATE INDEX index_evaluation_datasets_created_time ON evaluation_datasets (created_time);
CREATE INDEX idx_webhooks_name ON webhooks (name);
CREATE INDEX idx_webhooks_status ON webhooks (status);
CREATE TRIGGER prevent_secrets_aad_mutation
BEFORE UPDATE ON secrets
FOR EACH ROW
WHEN OLD.secret_id != NEW.secret_id OR OLD.secret_name != NEW.secret_name
BEGIN
    SELECT RAISE(ABORT, 'secret_id and secret_name are immutable (used as AAD in encryption)');
END;
CREATE INDEX index_model_definitions_secret_id ON model_definitions (secret_id);
CREATE INDEX index_model_definitions_provider ON model_definitions (provider);
CREATE INDEX index_jobs_name_status_creation_time ON jobs (job_name, workspace, status, creation_time);
CREATE INDEX idx_experiments_workspace ON experiments (workspace);
CREATE INDEX idx_registered_models_workspace ON registered_models (workspace);
CREATE INDEX idx_experiments_workspace_creation_time ON experiments (workspace, creation_time);
CREATE INDEX idx_evaluation_datasets_workspace ON evaluation_datasets (workspace);
CREATE INDEX idx_webhooks_workspace ON webhooks (workspace);
CREATE INDEX idx_secrets_workspace ON secrets (workspace);
CREATE INDEX idx_endpoints_workspace ON endpoints (workspace);
CREATE INDEX idx_model_definitions_workspace ON model_definitions (workspace);
CREATE INDEX idx_budget_policies_workspace ON budget_policies (workspace);
CREATE INDEX index_issues_experiment_id ON issues (experiment_id);
CREATE INDEX index_issues_source_run_id ON issues (source_run_id);
CREATE INDEX index_issues_status ON issues (status);
CREATE INDEX index_metrics_run_uuid_key_step ON metrics (run_uuid, "key", step);
CREATE INDEX idx_guardrails_workspace ON guardrails (workspace);
CREATE INDEX idx_guardrails_scorer ON guardrails (scorer_id, scorer_version);
CREATE INDEX idx_guardrail_configs_endpoint_id ON guardrail_configs (endpoint_id);
CREATE INDEX idx_guardrail_configs_guardrail_id ON guardrail_configs (guardrail_id);
CREATE INDEX idx_model_version_tags_workspace_name_version ON model_version_tags (workspace, name, version);
CREATE INDEX idx_registered_model_tags_workspace_name ON registered_model_tags (workspace, name);
CREATE INDEX index_label_schemas_experiment_id ON label_schemas (experiment_id);
CREATE INDEX index_review_queues_experiment_id ON review_queues (experiment_id);
CREATE INDEX index_review_queue_users_user_id ON review_queue_users (user_id);
CREATE INDEX index_review_queue_items_queue_id_status ON review_queue_items (queue_id, status);
CREATE INDEX index_review_queue_items_item_id ON review_queue_items (item_id);
CREATE INDEX index_review_queue_label_schemas_schema_id ON review_queue_label_schemas (schema_id);
CREATE INDEX idx_mcp_server_versions_latest ON mcp_server_versions (workspace, name, status, version_major DESC, version_minor DESC, version_patch DESC);
CREATE INDEX ix_mcp_access_endpoints_server_name ON mcp_access_endpoints (workspace, server_name);
CREATE INDEX ix_mcp_access_endpoints_version ON mcp_access_endpoints (workspace, server_name, server_version);
CREATE INDEX ix_mcp_access_endpoints_alias ON mcp_access_endpoints (workspace, server_name, server_alias);
CREATE INDEX idx_budget_policies_target_value ON budget_policies (target_value);
CREATE INDEX index_trace_info_experiment_id_timestamp_ms ON trace_info (experiment_id, timestamp_ms);
CREATE INDEX index_trace_info_timestamp_ms_request_id ON trace_info (timestamp_ms, request_id);
CREATE INDEX index_assessments_assessment_type ON assessments (assessment_type);
CREATE INDEX index_assessments_run_id_created_timestamp ON assessments (run_id, created_timestamp);
CREATE INDEX index_assessments_trace_id_created_timestamp ON assessments (trace_id, created_timestamp);
CREATE INDEX index_assessments_last_updated_timestamp ON assessments (last_updated_timestamp);
CREATE INDEX index_spans_experiment_id_start_time ON spans (experiment_id, start_time_unix_nano);
CREATE INDEX index_spans_experiment_id_status_type ON spans (experiment_id, status, type);
CREATE INDEX index_spans_experiment_id_type_status ON spans (experiment_id, type, status);
CREATE INDEX index_spans_experiment_id_duration ON spans (experiment_id, duration_ns);
CREATE INDEX index_trace_info_experiment_id_session_id ON trace_info (experiment_id, session_id);
CREATE INDEX idx_trace_rollups_lookup ON sql_trace_metric_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set, trace_status);
CREATE INDEX idx_span_cost_rollups_lookup ON sql_span_cost_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set, model_name, model_provider);
CREATE INDEX idx_assessment_rollups_lookup ON sql_assessment_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set);
CREATE INDEX idx_spans_cost_trace_time_cover ON spans (trace_id, start_time_unix_nano);
CREATE INDEX idx_spans_cost_exp_time_cover ON spans (experiment_id, start_time_unix_nano);
CREATE INDEX idx_assessments_exp_trace_ts ON assessments (experiment_id, trace_timestamp_ms);
CREATE INDEX idx_assessments_exp_trace_ts_name ON assessments (experiment_id, trace_timestamp_ms, name);
CREATE INDEX idx_assessments_exp_name_valid ON assessments (experiment_id, name, valid);
CREATE INDEX index_job_locks_job_id ON job_locks (job_id);
CREATE INDEX index_jobs_status_lease_expires_at ON jobs (status, lease_expires_at);
COMMIT;
